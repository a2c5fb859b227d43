"""Behind a real nginx that ends TLS: right cookie names, right links, a no never refused, a mismatch told once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from consent import ConsentMiddleware
from consent.web.middleware import FIRST_LOOKS
from tests.conftest import Certificate, Nginx, Serve
from tests.proxies.fronted import ABLE_TO_ACCEPT, FRONTS, PUBLIC, SENDERS, Front, described, visitor
from tests.sites import KEY, cookies_set, notice_in, setting_cookies, settings

PAGE = "<!doctype html><html lang=en><title>Site</title><body><h1>Site</h1></body></html>"
SETTLED = {"sec-fetch-site": "same-origin"}


class Fronted:
    """Starts one application behind one nginx and returns a visitor of it."""

    def __init__(self, serve: Serve, nginx: Nginx, certificate: Certificate) -> None:
        self._serve = serve
        self._nginx = nginx
        self._certificate = certificate
        self.opened = ExitStack()

    def __call__(
        self,
        front: Front,
        base_url: str | None,
        *,
        prefix: str = "",
        strip: bool = False,
        **options: Any,
    ) -> httpx.Client:
        app = setting_cookies(content=PAGE)
        wrapped = ConsentMiddleware(app, settings(base_url=base_url, inject="auto"), secret_key=KEY)
        upstream = self._serve(wrapped, **options)
        site = front.location(prefix, upstream + "/" if strip else upstream)
        client = visitor(self._nginx(site, tls=True), self._certificate)
        return self.opened.enter_context(client)


@pytest.fixture
def fronted(serve: Serve, nginx: Nginx, certificate: Certificate) -> Iterator[Fronted]:
    start = Fronted(serve, nginx, certificate)
    with start.opened:
        yield start


def refuse(client: httpx.Client, prefix: str = "", **headers: str) -> httpx.Response:
    return client.post(f"{prefix}/privacy/choice", data={"decision": "reject"}, headers=headers)


def accept(client: httpx.Client, prefix: str, headers: dict[str, str]) -> httpx.Response:
    notice = notice_in(client.get(f"{prefix}/privacy/cookies").text)
    form = {"decision": "accept", "notice": notice}
    return client.post(f"{prefix}/privacy/choice", data=form, headers=headers)


def refused(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and any("consent" in name for name in cookies_set(answer))


@pytest.mark.parametrize("base_url", [PUBLIC, None, "https://site.example"], ids=["right", "none", "wrong"])
@pytest.mark.parametrize("front", FRONTS, ids=described)
def test_refusal_is_never_blocked(front: Front, base_url: str | None, fronted: Fronted) -> None:
    client = fronted(front, base_url)

    answers = {name: refused(refuse(client, **headers)) for name, headers in SENDERS.items()}

    assert answers == dict.fromkeys(SENDERS, True)


@pytest.mark.parametrize("base_url", [PUBLIC, None, "https://site.example"], ids=["right", "none", "wrong"])
def test_another_origin_can_never_say_yes(base_url: str | None, fronted: Fronted) -> None:
    client = fronted(Front(forwards=True, keeps_host=False), base_url)

    for origin in ("http://evil.example", "https://evil.example", "file://"):
        assert accept(client, "", {"origin": origin}).status_code == 403, origin


def test_another_origin_cannot_say_no_where_the_address_is_known(fronted: Fronted) -> None:
    client = fronted(Front(forwards=True, keeps_host=True), PUBLIC)

    for origin in ("http://evil.example", "https://evil.example"):
        assert refuse(client, origin=origin).status_code == 403, origin


@pytest.mark.parametrize("front", FRONTS, ids=described)
def test_base_url_is_all_that_acceptance_and_the_bound_cookie_need(front: Front, fronted: Fronted) -> None:
    client = fronted(front, PUBLIC)

    for sender in ABLE_TO_ACCEPT:
        answer = accept(client, "", SENDERS[sender])
        assert answer.status_code == 303, sender
        assert "Secure" in cookies_set(answer)["__Host-consent"]
        assert answer.headers["location"] == "/privacy/cookies#privacy-choices-done"
        allowed = client.get("/privacy/choice").json()
        assert allowed["categories"]["analytics"] is True, sender
        client.cookies.clear()


@pytest.mark.parametrize(
    ("front", "trusted", "name"),
    [
        (Front(forwards=True, keeps_host=True), True, "__Host-consent"),
        (Front(forwards=True, keeps_host=True), False, "consent"),
        (Front(forwards=False, keeps_host=True), True, "consent"),
    ],
    ids=described,
)
def test_without_base_url_the_scheme_the_server_sees_names_the_cookie(
    front: Front, name: str, fronted: Fronted, *, trusted: bool
) -> None:
    client = fronted(front, None, proxy_headers=trusted)

    assert name in cookies_set(refuse(client, **SETTLED))


def test_acceptance_that_cannot_be_placed_is_answered_with_the_line_to_set(fronted: Fronted) -> None:
    client = fronted(Front(forwards=False, keeps_host=False), None)

    answer = accept(client, "", SENDERS["an older one with Origin"])

    assert answer.status_code == 403
    assert "base_url" in answer.text
    assert "__Host-consent" not in cookies_set(answer)


@pytest.mark.parametrize(
    ("strip", "root_path"),
    [(False, ""), (True, ""), (True, "/sub")],
    ids=["prefix-kept", "prefix-stripped", "prefix-stripped-and-told"],
)
@pytest.mark.parametrize("front", FRONTS[::3], ids=described)
def test_below_a_sub_path_every_link_of_ours_leads_somewhere(
    front: Front, root_path: str, fronted: Fronted, *, strip: bool
) -> None:
    client = fronted(front, f"{PUBLIC}/sub", prefix="/sub", strip=strip, root_path=root_path)

    for page in ("/sub/", "/sub/articles?page=2", "/sub/privacy", "/sub/privacy/cookies"):
        text = client.get(page).text
        sheets = re.findall(r'<link [^>]*href="([^"]+\.css)"', text)
        doors = re.findall(r'href="(/[^"#?]*/privacy[^"#?]*)', text)
        assert sheets, page
        assert doors, page
        for link in {*sheets, *doors}:
            assert client.get(link).status_code == 200, (page, link)
            assert link.startswith("/sub/privacy")
            assert "<h1>Site</h1>" not in client.get(link).text, (page, link)


@pytest.mark.parametrize(
    ("strip", "root_path"),
    [(False, ""), (True, ""), (True, "/sub")],
    ids=["prefix-kept", "prefix-stripped", "prefix-stripped-and-told"],
)
def test_below_a_sub_path_the_form_posts_and_leads_back(
    root_path: str, fronted: Fronted, *, strip: bool
) -> None:
    front = Front(forwards=True, keeps_host=True)
    client = fronted(front, f"{PUBLIC}/sub", prefix="/sub", strip=strip, root_path=root_path)
    page = client.get("/sub/articles?page=2").text
    action = only(r'<form method="post" action="([^"]+)"', page)
    back = only(r'name="next" value="([^"]*)"', page)

    answer = client.post(action, data={"decision": "reject", "next": back}, headers=SETTLED)

    assert answer.headers["location"] == "/sub/articles?page=2#privacy-choices-done"
    confirmed = client.get("/sub/articles?page=2").text
    assert 'id="privacy-choices-done"' in confirmed
    assert 'id="privacy-choices"' not in confirmed


def test_sub_path_told_by_the_server_alone_stands_in_links(fronted: Fronted) -> None:
    front = Front(forwards=True, keeps_host=True)
    client = fronted(front, None, prefix="/sub", strip=True, root_path="/sub")

    page = client.get("/sub/privacy/cookies").text

    assert 'action="/sub/privacy/choice"' in page
    assert refused(refuse(client, "/sub", **SETTLED))


def test_https_that_only_the_proxy_knows_is_told_once_with_the_line_to_add(
    fronted: Fronted, caplog: pytest.LogCaptureFixture
) -> None:
    client = fronted(Front(forwards=True, keeps_host=True), None, proxy_headers=False)
    caplog.clear()  # what the settings alone say, at start

    for path in ("/", "/privacy/cookies", "/articles"):
        client.get(path)

    told = [line for line in caplog.messages if "base_url" in line]
    assert len(told) == 1
    assert f'base_url = "{PUBLIC}"' in told[0]


def test_base_url_of_another_host_is_told_once_with_the_line_to_change(
    fronted: Fronted, caplog: pytest.LogCaptureFixture
) -> None:
    client = fronted(Front(forwards=False, keeps_host=True), "https://old.example")

    for _ in range(3):
        client.get("/")

    told = [line for line in caplog.messages if "base_url" in line]
    assert len(told) == 1
    assert f'base_url = "{PUBLIC}"' in told[0]


def test_mismatch_is_told_though_a_local_health_check_came_first(
    fronted: Fronted, caplog: pytest.LogCaptureFixture
) -> None:
    client = fronted(Front(forwards=True, keeps_host=True), None, proxy_headers=False)
    client.get("/", headers={"host": "127.0.0.1"})

    client.get("/")

    assert f'base_url = "{PUBLIC}"' in caplog.text


def test_https_is_told_once_even_where_no_request_ever_names_the_host(
    fronted: Fronted, caplog: pytest.LogCaptureFixture
) -> None:
    client = fronted(Front(forwards=False, keeps_host=False), None, proxy_headers=False)
    caplog.clear()

    for _ in range(2 * FIRST_LOOKS):
        client.get("/privacy/choice", headers={"x-forwarded-proto": "https"})

    assert len([line for line in caplog.messages if "base_url" in line]) == 1


def test_right_base_url_is_silent(fronted: Fronted, caplog: pytest.LogCaptureFixture) -> None:
    for front in FRONTS:
        fronted(front, PUBLIC).get("/")

    assert [line for line in caplog.messages if "base_url" in line] == []


def only(pattern: str, text: str) -> str:
    found = re.findall(pattern, text)
    assert len(found) == 1, found
    return str(found[0])
