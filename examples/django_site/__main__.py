"""Prepares the database, makes an administrator at the first start, and serves the project.

`python -m examples.django_site`; the name and password of the administrator are printed once.
"""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import warnings
from importlib import import_module
from pathlib import Path

import django
import uvicorn
from django.core.management import call_command


def main() -> None:
    """Serve until interrupted."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_SITE_FOLDER"] = str(options.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "examples.django_site.settings"
    for name in ("DJANGO_SECRET_KEY", "CONSENT_SECRET_KEY"):
        os.environ.setdefault(name, _kept_secret(options.folder / f"{name.lower().replace('_', '-')}"))
    # Under ASGI Django says so of every static file that it serves itself; a real site's web server does that.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    django.setup()
    call_command("migrate", verbosity=0)
    _make_administrator()
    application = import_module("examples.django_site.asgi").application
    config = uvicorn.Config(application, lifespan="off", log_level="warning")
    # Bound before the address is printed: whoever reads it is answered.
    with socket.create_server((options.host, options.port)) as door:
        print(f"Django site: http://localhost:{door.getsockname()[1]}  (admin at /admin/)", flush=True)
        uvicorn.Server(config).run(sockets=[door])


def _make_administrator() -> None:
    people = import_module("django.contrib.auth").get_user_model().objects
    if not people.exists():
        password = os.environ.get("DJANGO_SITE_PASSWORD") or secrets.token_urlsafe(9)
        people.create_superuser("gardener", "gardener@allotment.example", password)
        print(f"Administrator: gardener, password: {password}", flush=True)


def _kept_secret(file: Path) -> str:
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.django_site", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 for any (%(default)s)")
    parser.add_argument(
        "--data", dest="folder", type=Path, default=Path(".demo/django"), help="database and keys"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
