"""The promises under arbitrary input: never a 5xx, never consent from rubbish, never a no refused."""

from __future__ import annotations

import asyncio
import json
from typing import NamedTuple
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message

from consent import ConsentMiddleware
from consent.actions.record_choice import Outcome, record_choice
from consent.errors import StaleNotice
from consent.site import ConsentSite, Opened
from consent.terms.choice import DECISIONS, TRANSITIONS, Choice, ConsentStatus
from consent.terms.declaration import NECESSARY
from tests import sites
from tests.conftest import CASES

MIDDLEWARE = ConsentMiddleware(
    sites.setting_cookies("_ga=1", "session=1"), sites.settings(), secret_key=sites.KEY
)
SITE: ConsentSite = MIDDLEWARE.site
KEYS = [one.key for one in SITE.declaration.grantables]
NOTICES = [SITE.renderer.notice(surface, "en").hash for surface in ("banner", "settings")]
SPECIAL = sum(one.bit for one in SITE.declaration.grantables if one.special)

header_bytes = st.binary(max_size=300).map(
    lambda raw: bytes(byte for byte in raw if byte >= 0x20 and byte != 0x7F)
)
texts = st.text(max_size=30) | st.sampled_from(
    [*KEYS, *DECISIONS, *NOTICES, "category:analytics", "/", "//evil.example"]
)
names = st.sampled_from(["decision", "category", "service", "notice", "next", "shown", "lang"]) | st.text(
    max_size=10
)
choices = st.builds(
    Choice,
    decision=st.sampled_from(DECISIONS),
    categories=st.frozensets(st.sampled_from([*KEYS, "unknown"])),
    services=st.frozensets(st.sampled_from([*KEYS, "unknown"])),
    shown=st.frozensets(st.sampled_from([f"{one.kind}:{one.key}" for one in SITE.declaration.grantables])),
    notice=st.sampled_from([None, *NOTICES, "0" * 64]),
)


class Reply(NamedTuple):
    """What came back, with what the cookie store of a browser would then hold of ours."""

    status: int
    body: bytes
    bits: int


def ask(method: str, path: str, headers: dict[str, bytes], body: bytes = b"") -> Reply:
    """Send one request straight to the middleware: thousands of cases have no time for a client. Faults are raised."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), *((name.encode(), value) for name, value in headers.items())],
    }
    asyncio.run(MIDDLEWARE(scope, receive, send))
    answers = [
        value for name, value in sent[0]["headers"] if name == b"set-cookie" and value.startswith(b"consent=")
    ]
    values = [answer.partition(b";")[0].removeprefix(b"consent=") for answer in answers]
    return Reply(
        sent[0]["status"], b"".join(message.get("body", b"") for message in sent), SITE.open(values).bits
    )


OURS = {"sec-fetch-site": b"same-origin"}
FORM = "application/x-www-form-urlencoded"


@settings(max_examples=CASES)
@given(value=header_bytes)
def test_no_cookie_header_but_our_own_answer_allows_anything(value: bytes) -> None:
    reply = ask("GET", "/privacy/choice", {"cookie": value})

    assert reply.status == 200
    state = json.loads(reply.body)
    assert state["decided"] is False
    assert {key for key, allowed in state["categories"].items() if allowed} == {"necessary"}


@settings(max_examples=CASES)
@given(
    value=st.text(
        st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=";,"), max_size=200
    )
)
def test_no_consent_cookie_but_our_own_allows_anything(value: str) -> None:
    opened = SITE.open([value.encode()])

    assert opened.answer is None
    assert opened.bits == NECESSARY


@settings(max_examples=CASES)
@given(fields=st.lists(st.tuples(names, texts), max_size=8))
def test_no_form_brings_a_server_error_or_a_yes_without_its_notice(fields: list[tuple[str, str]]) -> None:
    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)

    reply = ask(
        "POST",
        "/privacy/choice",
        {**OURS, "content-type": FORM.encode()},
        urlencode(form, doseq=True).encode(),
    )

    assert reply.status in {303, 400, 409}
    cited = set(form.get("notice", [])[:1]) & set(NOTICES)
    assert reply.bits == NECESSARY or (cited and {"accept", "save"} & set(form["decision"]))


@settings(max_examples=CASES)
@given(
    body=st.binary(max_size=400),
    media_type=st.sampled_from(["application/json", "multipart/form-data; boundary=x", "x/y", ""]),
)
def test_no_body_of_any_kind_brings_a_server_error_or_a_yes(body: bytes, media_type: str) -> None:
    reply = ask("POST", "/privacy/choice", {**OURS, "content-type": media_type.encode()}, body)

    assert reply.status < 500
    assert reply.bits == NECESSARY


@settings(max_examples=CASES)
@given(
    decision=st.sampled_from(["reject", "dismiss", "withdraw", "forget"]),
    extra=st.dictionaries(names.filter(lambda name: name != "decision"), texts, max_size=4),
    headers=st.sampled_from(
        [{}, {"origin": "null"}, {"origin": "http://localhost"}, {"sec-fetch-site": "none"}]
    ),
    cookie=header_bytes,
)
def test_a_no_is_never_refused(
    decision: str, extra: dict[str, str], headers: dict[str, str], cookie: bytes
) -> None:
    named = {name: value.encode() for name, value in headers.items()}
    body = urlencode({**extra, "decision": decision}).encode()
    reply = ask("POST", "/privacy/choice", {**named, "cookie": cookie, "content-type": FORM.encode()}, body)

    assert reply.status == 303
    assert reply.bits == NECESSARY


@settings(max_examples=CASES)
@given(sequence=st.lists(choices, max_size=6))
def test_any_sequence_of_choices_keeps_the_rules_of_consent(sequence: list[Choice]) -> None:
    visitor = SITE.nobody
    status = dict.fromkeys(KEYS, ConsentStatus.UNKNOWN)
    for choice in sequence:
        try:
            outcome = record_choice(SITE, choice, visitor)
        except StaleNotice:
            assert choice.decision in {"accept", "save", "once"}  # a no needs no notice
            continue
        _check(choice, visitor, outcome)
        status = _followed(status, outcome)
        visitor = _stored(outcome)
        allowed = {one.key for one in SITE.declaration.grantables if one.bit & visitor.bits}
        assert allowed == {key for key, stands in status.items() if stands is ConsentStatus.GIVEN}


def _check(choice: Choice, visitor: Opened, outcome: Outcome) -> None:
    fresh = outcome.bits & ~visitor.bits
    if fresh:
        assert choice.notice in NOTICES
    if choice.decision == "accept":
        assert not fresh & SPECIAL
    if choice.decision in {"reject", "forget"}:
        assert outcome.bits == NECESSARY
    if choice.decision in {"dismiss", "withdraw"}:
        assert not fresh
    assert (
        outcome.withdrawn & visitor.bits & ~NECESSARY == visitor.bits & ~outcome.bits
        or choice.decision == "forget"
    )


def _followed(status: dict[str, ConsentStatus], outcome: Outcome) -> dict[str, ConsentStatus]:
    if outcome.answer is None:
        return dict.fromkeys(KEYS, ConsentStatus.UNKNOWN)
    return {
        one.key: TRANSITIONS[status[one.key], bool(one.bit & outcome.bits)]
        for one in SITE.declaration.grantables
    }


def _stored(outcome: Outcome) -> Opened:
    """The visitor as the next request brings them: through the cookie, nothing else."""
    if outcome.answer is None:
        return SITE.nobody
    opened = SITE.open([SITE.seal.seal(outcome.answer).encode()])
    assert opened.bits == outcome.bits
    return opened


def test_every_status_has_a_way_for_yes_and_for_no() -> None:
    assert {(status, said) for status in ConsentStatus for said in (True, False)} == set(TRANSITIONS)
