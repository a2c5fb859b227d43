"""Starts the campaign site and the stand-in third party, prints where they are, and stops on Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from examples.campaign.site import Address, Secrets, campaign_site
from examples.campaign.third_party import third_party

SECONDS_TO_STOP = 3


def main(arguments: list[str] | None = None) -> None:
    """Run both servers until interrupted."""
    options = _options(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    site_door = _listen(options.host, options.port, "--port")
    third_party_door = _listen(options.host, options.third_party_port, "--third-party-port")
    address = Address(
        site=(options.base_url or f"http://localhost:{_port(site_door)}").rstrip("/"),
        # Another host name than the site's, so that browsers treat the two as strangers.
        third_party=(options.third_party_url or f"http://127.0.0.1:{_port(third_party_door)}").rstrip("/"),
    )
    options.folder.mkdir(parents=True, exist_ok=True)
    keys = Secrets(kept_secret(options.folder / "consent-key"), kept_secret(options.folder / "session-key"))
    serve({site_door: campaign_site(address, keys), third_party_door: third_party()}, address)


def serve(applications: dict[socket.socket, ASGIApp], address: Address) -> None:
    """Serve each application at its socket, say when all answer, and end them together."""
    stop = threading.Event()
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, lambda *_: stop.set())
    servers = [_server(app) for app in applications.values()]
    threads = [
        threading.Thread(target=server.run, args=([door],))
        for server, door in zip(servers, applications, strict=True)
    ]
    for thread in threads:
        thread.start()
    while not all(server.started for server in servers) and all(thread.is_alive() for thread in threads):
        time.sleep(0.01)
    if all(server.started for server in servers):
        _say(address)
        stop.wait()
    for server in servers:
        server.should_exit = True
    for thread in threads:
        thread.join()


def kept_secret(file: Path) -> str:
    """Return the secret in `file`, made at the first start and readable by its owner alone."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.campaign", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address both servers listen at (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port of the site; 0 for any (%(default)s)")
    parser.add_argument("--base-url", help="how visitors reach the site (http://localhost:PORT)")
    parser.add_argument(
        "--third-party-port", type=int, default=8001, help="port of the stand-in (%(default)s)"
    )
    parser.add_argument("--third-party-url", help="how pages name the stand-in (http://127.0.0.1:PORT)")
    parser.add_argument(
        "--data", dest="folder", type=Path, default=Path(".demo"), help="folder for the keys (%(default)s)"
    )
    return parser.parse_args(arguments)


def _listen(host: str, port: int, option: str) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=512)
    except OSError as error:
        sys.exit(f"cannot listen at {host}:{port}: {error.strerror}; choose another port with {option}")


def _port(door: socket.socket) -> int:
    return int(door.getsockname()[1])


def _server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, log_level="warning", timeout_graceful_shutdown=SECONDS_TO_STOP
    )
    return uvicorn.Server(config)


def _say(address: Address) -> None:
    print(f"Campaign site:        {address.site}", flush=True)
    print(f"Stand-in third party: {address.third_party}", flush=True)
    print(f"What it was told:     {address.third_party}/__hits", flush=True)
    print("Stop with Ctrl-C.", flush=True)


if __name__ == "__main__":
    main()
