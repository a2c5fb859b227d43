"""What every test may ask for: a real server, a real nginx, a real browser, a certificate.

Servers run on threads and the browser is driven synchronously, so tests stay plain functions.
Nothing here skips: a machine without Chromium or nginx fails, and `make system` installs them or says how.
"""

import asyncio
import base64
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest
import trustme
import uvicorn
from coverage import Coverage
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import is_hypothesis_test, settings
from playwright.sync_api import Browser, Page, sync_playwright

settings.register_profile("test", deadline=None, max_examples=200, print_blob=True)
settings.register_profile("soak", deadline=None, max_examples=20_000, print_blob=True)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "test")
settings.load_profile(PROFILE)

CASES = {"test": 2_000, "soak": 100_000}[PROFILE]
"""Cases of a property that carries a promise, `@settings(max_examples=CASES)`; a quarter will do for any other."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Every host below .example is this machine, so that sites with parent domains can be tried. No other resolves:
# a page that calls out fails here instead of leaking.
HOSTS = "MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


class Serve(Protocol):
    """Runs an ASGI application until the test ends; further options are uvicorn's."""

    def __call__(self, app: Any, *, tls: bool = False, **options: Any) -> str:
        """Returns the base URL, without a slash at its end."""
        ...


class Nginx(Protocol):
    """Runs nginx until the test ends, with `site` as the body of its server block."""

    def __call__(self, site: str, *, tls: bool = False) -> str:
        """Returns the base URL, without a slash at its end."""
        ...


class NewPage(Protocol):
    """Opens a page in a profile of its own; further options are those of Playwright's `new_context`."""

    def __call__(
        self,
        *,
        javascript: bool = True,
        viewport: tuple[int, int] = (1440, 900),
        locale: str = "en",
        **options: Any,
    ) -> Page:
        """Returns a blank page."""
        ...


class Certificate(NamedTuple):
    """A certificate for this machine's names; `pin` is what Chromium is told to trust."""

    chain: Path
    key: Path
    authority: Path
    pin: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test is marked by what it asks for, so that no mark is forgotten."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if "browser" in asked:
            item.add_marker("browser")
        if "nginx" in asked:
            item.add_marker("nginx")
        # Tracing takes two thirds of a property test's time, nearly all of it in Hypothesis's own code, and makes
        # browsers wait. What is covered is told by the tests that name their example.
        if "browser" in asked or (isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)):
            item.add_marker("no_cover")


@contextmanager
def beside_playwright(item: pytest.Item) -> Iterator[None]:
    """Hides Playwright's paused event loop from a test that has no browser but runs a loop of its own.

    Between calls the synchronous Playwright leaves its loop set as the running one of the main thread, for as
    long as the browser lives, which is a whole session; asyncio.run would refuse to start beside it.
    """
    paused = None if "browser" in getattr(item, "fixturenames", ()) else asyncio._get_running_loop()
    if paused is None:
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(paused)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    with beside_playwright(item):
        return (yield)


@contextmanager
def unmeasured() -> Iterator[None]:
    """Stops every measurement of coverage: in a worker more than one is begun, and pytest-cov pauses the last only."""
    paused = []
    while running := Coverage.current():
        running.stop()
        paused.append(running)
    try:
        yield
    finally:
        for measurement in reversed(paused):
            measurement.start()


# `trylast` puts it within pytest-cov's own wrapper.
@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    with beside_playwright(item), unmeasured() if item.get_closest_marker("no_cover") else nullcontext():
        return (yield)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder = tmp_path_factory.mktemp("certificate")
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1", "site.example", "*.site.example")
    chain, key, root = folder / "chain.pem", folder / "key.pem", folder / "authority.pem"
    for part in issued.cert_chain_pems:
        part.write_to_path(chain, append=True)
    issued.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(root)
    public = x509.load_pem_x509_certificate(chain.read_bytes()).public_key()
    fingerprint = sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return Certificate(chain, key, root, base64.b64encode(fingerprint).decode())


def wait_until(happened: Callable[[], bool], promise: str, *, seconds: float = 15) -> None:
    """Returns once `happened` is true; fails the test with the broken `promise` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds} s in vain: {promise}")
        time.sleep(0.01)


@contextmanager
def uvicorn_on_a_thread(config: uvicorn.Config, listener: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="serve", daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive(), "the server starts")
        if not server.started:
            pytest.fail("the server stopped while it started; its log, above, says why")
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture
def serve(certificate: Certificate) -> Iterator[Serve]:
    with ExitStack() as running:

        def start(app: Any, *, tls: bool = False, **options: Any) -> str:
            listener = socket.create_server(("127.0.0.1", 0), backlog=512)
            running.callback(listener.close)
            if tls:
                options |= {"ssl_certfile": certificate.chain, "ssl_keyfile": certificate.key}
            defaults: dict[str, Any] = {
                "log_level": "warning",
                "ws": "websockets-sansio",
                "timeout_graceful_shutdown": 2,
            }
            config = uvicorn.Config(app, **(defaults | options))
            running.enter_context(uvicorn_on_a_thread(config, listener))
            return f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}"

        yield start


NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port}{tls};
        {site}
    }}
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def nginx_process(folder: Path, port: int) -> Iterator[None]:
    # Debian keeps it in /usr/sbin, which is not on everybody's path.
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.fail("no nginx here: `make system` installs it, or says how")
    process = subprocess.Popen([program, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"])
    try:
        wait_until(lambda: answers(port) or process.poll() is not None, "nginx answers")
        if process.poll() is not None:
            pytest.fail("nginx refused its configuration; its words stand above")
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def nginx(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate) -> Iterator[Nginx]:
    with ExitStack() as running:

        def start(site: str, *, tls: bool = False) -> str:
            folder, port = tmp_path_factory.mktemp("nginx"), free_port()
            if tls:
                site += f"\nssl_certificate {certificate.chain};\nssl_certificate_key {certificate.key};"
            text = NGINX.format(folder=folder, port=port, tls=" ssl" if tls else "", site=site)
            (folder / "nginx.conf").write_text(text)
            running.enter_context(nginx_process(folder, port))
            return f"http{'s' if tls else ''}://127.0.0.1:{port}"

        yield start


def chromium_program() -> str:
    chosen = os.environ.get("CONSENT_CHROMIUM")
    found = filter(None, map(shutil.which, [chosen] if chosen else CHROMIUM_NAMES))
    program = next(found, None)
    if program is None:
        pytest.fail(
            "no Chromium here: `make system` installs one, or says how; CONSENT_CHROMIUM may name one"
        )
    return program


@pytest.fixture(scope="session")
def browser(certificate: Certificate) -> Iterator[Browser]:
    """The system's Chromium; each xdist worker has its own. A test opens pages with `new_page`."""
    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
        f"--host-resolver-rules={HOSTS}",
        # Trusted, not merely let pass: behind an ignored error Chromium would not cache.
        f"--ignore-certificate-errors-spki-list={certificate.pin}",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_program(),
            headless=True,
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to sandbox itself as root.
            args=flags,
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    with ExitStack() as opened:

        def open_page(
            *,
            javascript: bool = True,
            viewport: tuple[int, int] = (1440, 900),
            locale: str = "en",
            **options: Any,
        ) -> Page:
            width, height = viewport
            context = browser.new_context(
                java_script_enabled=javascript,
                viewport={"width": width, "height": height},
                locale=locale,
                **options,
            )
            opened.callback(context.close)
            context.set_default_timeout(10_000)
            return context.new_page()

        yield open_page


@pytest.fixture(scope="session")
def axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text()


@pytest.fixture
def accessibility_faults(axe_source: str) -> Callable[[Page], list[str]]:
    """Every violation axe-core finds on a page, one line each: rule, meaning, the elements at fault."""

    def examine(page: Page) -> list[str]:
        page.evaluate(axe_source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{fault['id']}: {fault['help']}: " + " · ".join(node["html"] for node in fault["nodes"])
            for fault in found["violations"]
        ]

    return examine
