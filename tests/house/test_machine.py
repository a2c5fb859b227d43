"""The machine can do what the tests rely on: serve, stand behind nginx, draw every script we write."""

import asyncio
import ssl
from collections.abc import Callable
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from tests.conftest import Certificate, NewPage, Nginx, Serve

PAGE = '<!doctype html><html lang="{language}"><title>{text}</title><main><h1>{text}</h1></main>'


def greet(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.url.scheme} {request.headers.get('x-forwarded-proto', 'direct')}")


APP = Starlette(
    routes=[
        Route("/", greet),
        Route("/page", lambda _: HTMLResponse(PAGE.format(language="en", text="A page"))),
    ]
)


def test_a_server_answers_on_a_port_of_its_own(serve: Serve) -> None:
    first, second = serve(APP), serve(APP)

    assert first != second
    assert [urlopen(first).read(), urlopen(second).read()] == [b"http direct"] * 2


def test_a_server_speaks_tls_under_the_certificate(serve: Serve, certificate: Certificate) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate.authority))

    assert urlopen(serve(APP, tls=True), context=trusting).read() == b"https direct"


def test_nginx_ends_tls_before_a_server(serve: Serve, nginx: Nginx, certificate: Certificate) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate.authority))
    upstream = serve(APP, proxy_headers=False)
    proxy = nginx(
        f"location / {{ proxy_pass {upstream}; proxy_set_header X-Forwarded-Proto $scheme; }}",
        tls=True,
    )

    assert urlopen(proxy, context=trusting).read() == b"http https"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "site.example", "www.site.example"])
def test_the_browser_reaches_this_machine_by_every_name(serve: Serve, new_page: NewPage, host: str) -> None:
    page = new_page()
    answer = page.goto(serve(APP, tls=True).replace("127.0.0.1", host) + "/page")

    assert answer is not None
    assert answer.ok
    assert page.evaluate("isSecureContext")


def test_a_page_is_found_accessible_or_not(
    serve: Serve, new_page: NewPage, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    page = new_page()
    page.goto(serve(APP) + "/page")

    assert accessibility_faults(page) == []

    page.set_content("<!doctype html><title>x</title><main><h1>x</h1><img src=x></main>")

    assert [fault.partition(":")[0] for fault in accessibility_faults(page)] == ["html-has-lang", "image-alt"]


@pytest.mark.parametrize(("language", "letters"), [("ar", "بتث"), ("fa", "پچگ"), ("ur", "ٹڈے")])
def test_letters_are_drawn_and_not_replaced_by_boxes(new_page: NewPage, language: str, letters: str) -> None:
    page = new_page(locale=language)
    pictures = set()
    for letter in letters:
        page.set_content(PAGE.format(language=language, text=letter))
        pictures.add(page.locator("h1").screenshot())

    assert len(pictures) == len(letters)


def test_a_loop_may_run_after_a_browser_has_been_used() -> None:
    assert asyncio.run(asyncio.sleep(0, "ran")) == "ran"
