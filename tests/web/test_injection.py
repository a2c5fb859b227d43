"""`inject = "auto"`: whole pages gain banner and doors, everything else goes out as it came."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from consent import consent_banner
from tests.sites import choose, client_of, cookies_set, essential_only, setting_cookies, settings

PAGE = (
    "<!doctype html><html lang=en><head><title>A <body> in a title</title></head>"
    "<body class=x><p>Hello</p></body></html>"
)
AUTO = settings(inject="auto")


def injected(content: str = PAGE, **headers: str) -> TestClient:
    return client_of(setting_cookies(content=content, **headers), AUTO)


def test_banner_stands_first_in_the_body_and_doors_before_its_end() -> None:
    page = injected().get("/").text

    head, _, body = page.partition("<body class=x>")
    assert "<body>" in head
    assert body.index("privacy-choices") < body.index("<p>Hello</p>") < body.index("privacy-doors")
    assert body.endswith("</footer></body></html>")


def test_changed_page_has_its_right_length_and_no_validator() -> None:
    response = injected(etag='"1"', last_modified="Tue, 24 Nov 2026 08:00:00 GMT", accept_ranges="bytes").get(
        "/"
    )

    assert int(response.headers["content-length"]) == len(response.content)
    assert not {"etag", "last-modified", "accept-ranges"} & set(response.headers)
    assert response.headers["cache-control"] == "private, no-cache"


def test_page_with_doors_only_keeps_a_weak_validator_and_its_cache_headers() -> None:
    app = setting_cookies(content=PAGE, etag='"1"')
    response = client_of(app, essential_only(inject="auto")).get("/")

    assert "privacy-doors" in response.text
    assert "privacy-choices" not in response.text
    assert response.headers["etag"] == 'W/"1"'
    assert "cache-control" not in response.headers


def test_visitor_who_must_be_asked_is_not_answered_not_modified() -> None:
    async def conditional(request: Request) -> Response:
        return Response(status_code=304) if "if-none-match" in request.headers else HTMLResponse(PAGE)

    client = client_of(Starlette(routes=[Route("/", conditional)]), AUTO)
    undecided = client.get("/", headers={"if-none-match": '"1"'}).status_code
    choose(client, "reject")
    client.get("/privacy/cookies")

    assert undecided == 200
    assert client.get("/", headers={"if-none-match": '"1"'}).status_code == 304


@pytest.mark.parametrize(
    "headers",
    [
        {"cache_control": "public, max-age=60"},
        {"content_encoding": "br"},
        {"content_type": "application/json"},
        {"content_type": "text/html; charset=utf-16"},
        {"content_range": "bytes 0-10/100"},
    ],
)
def test_shareable_encoded_partial_and_foreign_bodies_are_untouched(headers: dict[str, str]) -> None:
    async def answer(request: Request) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response(PAGE.encode(), headers={"content-type": "text/html", **named})

    client = client_of(Starlette(routes=[Route("/", answer)]), AUTO)
    with client.stream("GET", "/") as response:
        assert b"".join(response.iter_raw()) == PAGE.encode()
        assert response.headers["content-length"] == str(len(PAGE))


def test_fragment_is_untouched() -> None:
    assert injected("<p>part</p>").get("/").text == "<p>part</p>"


def test_stream_is_untouched_and_its_developer_told(caplog: pytest.LogCaptureFixture) -> None:
    async def stream(request: Request) -> Response:
        return StreamingResponse((part for part in [PAGE[:50], PAGE[50:]]), media_type="text/html")

    client = client_of(Starlette(routes=[Route("/", stream)]), AUTO)

    assert client.get("/").text == PAGE
    assert "streamed" in caplog.text


def test_error_page_of_the_application_has_the_doors() -> None:
    async def missing(request: Request, error: Exception) -> Response:
        return HTMLResponse(PAGE, 404)

    client = client_of(Starlette(exception_handlers={404: missing}), AUTO)

    assert "privacy-doors" in client.get("/nowhere").text


def test_page_in_another_charset_gets_character_references() -> None:
    arabic = settings(inject="auto", languages=("ar",), categories=(), services=())
    page = "<!doctype html><html lang=ar><body><p>\u0645</p></body></html>".encode("windows-1256")

    async def answer(request: Request) -> Response:
        return Response(page, headers={"content-type": "text/html; charset=windows-1256"})

    client = client_of(
        Starlette(routes=[Route("/", answer)]), arabic.model_copy(update={"accept_unreviewed": ("ar",)})
    )

    assert "&#" in client.get("/").content.decode("windows-1256")


def test_page_that_placed_its_banner_itself_gets_no_second_one() -> None:
    async def own(request: Request) -> Response:
        return HTMLResponse(f"<!doctype html><body>{consent_banner(request)}<p>x</p></body>")

    assert (
        client_of(Starlette(routes=[Route("/", own)]), AUTO).get("/").text.count('id="privacy-choices"') == 1
    )


def test_head_request_says_nothing_of_a_length_it_does_not_know() -> None:
    response = injected().head("/")

    assert "content-length" not in response.headers or response.headers["content-length"] == "0"


def test_server_extensions_that_pass_us_by_are_taken_away() -> None:
    seen: list[object] = []

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        seen.append(scope["extensions"])
        await HTMLResponse(PAGE)(scope, receive, send)  # type: ignore[arg-type]

    async def server(scope: dict[str, object], receive: object, send: object) -> None:
        scope["extensions"] = {"http.response.pathsend": {}, "tls": {}}
        await inner(scope, receive, send)  # type: ignore[arg-type]

    inner = client_of(app, AUTO).app
    TestClient(server, base_url="http://localhost").get("/")  # type: ignore[arg-type]

    assert seen == [{"tls": {}}]


def test_confirmation_shows_once_on_the_page_a_choice_leads_back_to() -> None:
    client = injected()
    choose(client, "reject", next="/")

    first, second = client.get("/"), client.get("/")

    assert 'role="status"' in first.text
    assert "Max-Age=0" in cookies_set(first)["consent-said"]
    assert "privacy-choices" not in second.text


def test_banner_speaks_the_language_of_the_page() -> None:
    page = PAGE.replace("lang=en", "lang=ar")
    both = settings(
        inject="auto", languages=("en", "ar"), accept_unreviewed=("ar",), categories=(), services=()
    )

    assert 'dir="rtl"' in client_of(setting_cookies(content=page), both).get("/").text or "lang=ar" in page


def test_quiet_path_has_no_banner_but_the_doors() -> None:
    page = (
        client_of(setting_cookies(content=PAGE), settings(inject="auto", quiet_paths=("/donate*",)))
        .get("/donate/now")
        .text
    )

    assert 'id="privacy-choices"' not in page
    assert "privacy-doors" in page
