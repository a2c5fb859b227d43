"""The body of a choice: read whole or refused as BadForm; a no is never lost and rubbish is never a yes."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import unquote, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from consent.errors import BadForm
from consent.terms.choice import DECISIONS
from consent.web.forms import LONGEST_BODY, LONGEST_NEXT, MOST_FIELDS, Submission, read_submission, safe_next
from tests.conftest import CASES

FORM = "application/x-www-form-urlencoded"
HASH = "0123456789abcdef" * 4


def read(body: bytes, media_type: str | None = FORM, *, at_once: bool = True) -> Submission:
    chunks = [body] if at_once else [body[start : start + 7] for start in range(0, len(body), 7)]
    messages: list[Message] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return messages.pop(0)

    headers = [(b"content-type", media_type.encode("latin-1", "replace"))] if media_type is not None else []
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    return asyncio.run(read_submission(Request(scope, receive)))


def read_form(*fields: tuple[str, str]) -> Submission:
    return read(urlencode(fields).encode())


def read_json(text: object) -> Submission:
    return read((text if isinstance(text, str) else json.dumps(text)).encode(), "application/json")


# Where a visitor may be sent after a choice.


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/a/b?c=d&e=f", "/a/b?c=d&e=f"),
        ("/a#part", "/a"),
        ("/a?b=%2F%2Fx", "/a?b=%2F%2Fx"),
        ("/a//b", "/a//b"),
        ("/wiki:page", "/wiki:page"),
        ("/javascript:alert(1)", "/javascript:alert(1)"),
        ("/مقال", "/%D9%85%D9%82%D8%A7%D9%84"),
        ('/a"<b>', "/a%22%3Cb%3E"),
        ("/a?u=https://b.example/", "/a?u=https://b.example/"),
        ("/" + "a" * (LONGEST_NEXT - 1), "/" + "a" * (LONGEST_NEXT - 1)),
    ],
)
def test_a_path_of_this_site_is_where_one_goes_next(path: str, expected: str) -> None:
    assert safe_next(path) == expected


@pytest.mark.parametrize(
    "path",
    [
        *(
            None,
            "",
            "#",
            "a",
            "?a",
            ".",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
        ),
        *(
            "https://evil.example",
            "javascript:alert(1)",
            "/%2Fevil.example",
            "/%2f/evil.example",
            "%2F%2Fevil",
        ),
        *(
            "/%5Cevil.example",
            "/a\\b",
            "/a%5cb",
            "/\tevil",
            "/\t/evil.example",
            "/%09/evil.example",
            "/a\r\nb",
        ),
        *("/a%0d%0aSet-Cookie:x", "/a%00", "/\x7f", "/\u2028", "/a%E2%80%A8", "/\x85", "/\ud800", " /a"),
        *(
            "/" + "a" * LONGEST_NEXT,
            "/" + "ق" * 1000,
            "/" + "ق" * 400,
        ),
    ],
)
def test_what_might_leave_this_site_is_not_followed(path: str | None) -> None:
    assert safe_next(path) is None


paths = st.lists(
    st.sampled_from(
        [
            *"/\\.:?#@%;a ",
            "//",
            "/..",
            "evil.example",
            "%2F",
            "%5C",
            "%09",
            "%25",
            "2F",
            "\t",
            "\n",
            "http:",
            "ق",
        ]
    )
    | st.text(max_size=3),
    max_size=10,
).map(lambda parts: "/" + "".join(parts)) | st.text(max_size=50)


@settings(max_examples=CASES)
@given(path=paths)
def test_what_is_followed_stays_on_this_site_as_written_and_once_decoded(path: str) -> None:
    for host in ("https://site.example/privacy/choice", "http://localhost:8000/a/b/c"):
        followed = safe_next(path)
        if followed is None:
            return
        assert followed.isascii()
        assert followed.isprintable()
        assert " " not in followed
        for form in (followed, unquote(followed)):
            target = urlsplit(urljoin(host, form))
            assert (target.scheme, target.netloc) == urlsplit(host)[:2]
        assert safe_next(followed) == followed


# What a body says.


def test_a_form_is_read_with_all_it_names() -> None:
    sent = read_form(
        ("decision", "save"),
        ("category", "analytics"),
        ("category", "media"),
        ("service", "counter"),
        ("shown", "category:analytics"),
        ("notice", HASH),
        ("next", "/a"),
        ("other", "x"),
    )

    assert sent.choice.decision == "save"
    assert sent.choice.categories == {"analytics", "media"}
    assert sent.choice.services == {"counter"}
    assert sent.choice.shown == {"category:analytics"}
    assert sent.choice.notice == HASH
    assert (sent.next, sent.as_json) == ("/a", False)


def test_json_says_the_same_as_a_form() -> None:
    sent = read_json({"decision": "save", "category": ["analytics", "media"], "notice": HASH, "next": "/a"})

    form = read_form(
        ("decision", "save"),
        ("category", "analytics"),
        ("category", "media"),
        ("notice", HASH),
        ("next", "/a"),
    )
    assert sent == form._replace(as_json=True)


def test_a_multipart_form_is_read_and_its_files_are_refused() -> None:
    part = '--x\r\nContent-Disposition: form-data; name="decision"{}\r\n\r\nreject\r\n--x--\r\n'

    assert read(part.format("").encode(), "multipart/form-data; boundary=x").choice.decision == "reject"
    with pytest.raises(BadForm):
        read(part.format('; filename="a"').encode(), "multipart/form-data; boundary=x")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_body_of_sixteen_kibibytes_is_read_and_none_longer(at_once: bool) -> None:  # noqa: FBT001
    start = b"decision=reject&other="
    fits = start + b"a" * (LONGEST_BODY - len(start))

    assert read(fits, at_once=at_once).choice.decision == "reject"
    with pytest.raises(BadForm):
        read(fits + b"a", at_once=at_once)


def test_more_fields_than_any_choice_has_are_refused() -> None:
    with pytest.raises(BadForm):
        read(b"decision=accept" + b"&a=1" * MOST_FIELDS)


def test_a_visitor_who_leaves_midway_sent_no_choice() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    with pytest.raises(BadForm):
        asyncio.run(read_submission(Request(scope, receive)))


@pytest.mark.parametrize("notice", ["", "x", HASH.upper(), HASH + "0", HASH + "\n", HASH[1:]])
def test_a_notice_that_is_no_hash_is_none(notice: str) -> None:
    assert read_form(("decision", "accept"), ("notice", notice)).choice.notice is None


REFUSALS = ("forget", "reject", "withdraw")


@settings(max_examples=CASES)
@given(
    decisions=st.lists(st.sampled_from(DECISIONS) | st.text(max_size=6), min_size=1, max_size=5),
    form=st.sampled_from(["form", "json list", "json keys"]),
)
def test_a_no_among_several_decisions_wins(decisions: list[str], form: str) -> None:
    def sent() -> str:
        if form == "form":
            return read_form(*(("decision", decision) for decision in decisions)).choice.decision
        if form == "json list":
            return read_json({"decision": decisions}).choice.decision
        pairs = ", ".join(f'"decision": {json.dumps(decision)}' for decision in decisions)
        return read_json("{" + pairs + "}").choice.decision

    known = set(decisions) & set(DECISIONS)
    if not known:
        with pytest.raises(BadForm):
            sent()
    elif known & set(REFUSALS):
        assert sent() in REFUSALS
    elif known != {"accept"}:
        assert sent() in known - {"accept"}
    else:
        assert sent() == "accept"


@pytest.mark.parametrize(
    "body",
    [
        *("", "null", "1", '"accept"', "[]", '["decision", "accept"]', '[["decision", "accept"]]', "{}", "{"),
        *(
            '{"decision": null}',
            '{"decision": true}',
            '{"decision": {"decision": "accept"}}',
            '{"Decision": "accept"}',
        ),
        *(
            '{"decision": [["accept"]]}',
            '{"a": {"decision": "accept"}}',
            '{"decision": "ACCEPT"}',
            "[" * 16_000,
        ),
        *('{"decision": " accept"}', '{"decision": "accept\\u0000"}', '{"a": ' + "9" * 5_000 + "}"),
    ],
)
def test_json_that_is_no_choice_is_refused(body: str) -> None:
    with pytest.raises(BadForm):
        read_json(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"accept",
        b"decision",
        b"decision=",
        b"decision=Accept",
        b"decision=accept%00",
        b"Decision=accept",
    ],
)
def test_a_form_that_is_no_choice_is_refused(body: bytes) -> None:
    with pytest.raises(BadForm):
        read(body)


def test_a_form_sent_as_plain_text_is_refused_as_no_form() -> None:
    for media_type in ("text/plain", "", None, "application/xml"):
        with pytest.raises(BadForm):
            read(b"decision=accept", media_type)


media_types = st.sampled_from(
    [
        *(
            FORM,
            "application/json",
            "APPLICATION/JSON; charset=utf-16",
            "multipart/form-data",
            "text/plain",
            "",
            None,
        ),
        *(
            "multipart/form-data; boundary=x",
            'multipart/form-data; boundary=""',
            "multipart/form-data; charset=zz",
        ),
        *(
            "multipart/form-data; boundary=x; charset=zz",
            FORM + "; charset=zz",
            "multipart/form-data; boundary=é",
        ),
    ]
) | st.text(max_size=30)
bodies = st.binary(max_size=200) | st.lists(
    st.sampled_from(
        [
            *(
                b"--x",
                b"--x--",
                b"\r\n",
                b"\r\n\r\n",
                b"Content-Disposition: form-data",
                b"; name=decision",
                b"reject",
            ),
            *(
                b'; name="a"',
                b"; filename=a",
                b"Content-Type: text/plain; charset=zz",
                b"\xff",
                b"=",
                b"&",
                b"%",
                b";",
            ),
            *(
                b"{",
                b"}",
                b"[",
                b'"',
                b"decision",
                b":",
                b",",
                b"\x00",
                b"\xfe\xff",
                b"next",
                b"%zz",
                b"\\ud800",
                b"1e999",
            ),
        ]
    ),
    max_size=15,
).map(b"".join)


@settings(max_examples=CASES)
@given(body=bodies, media_type=media_types, at_once=st.booleans())
def test_rubbish_is_refused_as_bad_form_or_read_and_is_never_a_yes(
    *, body: bytes, media_type: str | None, at_once: bool
) -> None:
    try:
        choice = read(body, media_type, at_once=at_once).choice
    except BadForm:
        return
    assert choice.decision not in {"accept", "save"}


@settings(max_examples=CASES)
@given(
    fields=st.lists(
        st.tuples(st.sampled_from(["decision", "category", "next", "notice"]), st.text(max_size=12)),
        max_size=6,
    )
)
def test_only_the_word_accept_accepts(fields: list[tuple[str, str]]) -> None:
    said = [value for name, value in fields if name == "decision"]
    try:
        choice = read_form(*fields).choice
    except BadForm:
        assert not set(said) & set(DECISIONS)
    else:
        assert choice.decision in said
