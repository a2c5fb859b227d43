"""The body of a choice: a form or JSON, at most 16 KiB, read into a Choice.

Whatever is not understood is no consent: unknown decisions and bodies are BadForm, unknown keys count for nothing.
Where several decisions were sent, a no wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from consent.errors import BadForm
from consent.terms.choice import DECISIONS, Choice, Decision

LONGEST_BODY = 16_384
MOST_FIELDS = 512
LONGEST_NEXT = 2_000
STRICTEST_FIRST: tuple[Decision, ...] = ("forget", "reject", "withdraw", "dismiss", "once", "save", "accept")
NOTICE_FORM = re.compile(r"[0-9a-f]{64}")
ONE_SLASH = re.compile(r"/(?![/\\])")
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\]")


class Submission(NamedTuple):
    """A choice, where the visitor wants to go next (None: Manage Cookies), and whether it came as JSON."""

    choice: Choice
    next: str | None
    as_json: bool


async def read_submission(request: Request) -> Submission:
    """Read a choice from a request; raise BadForm for anything that is none."""
    body = await _body(request)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json":
        return _submission(_json_fields(body), as_json=True)
    return _submission(await _form_fields(request, body), as_json=False)


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                raise BadForm(f"a body of at most {LONGEST_BODY} bytes is expected")
    except ClientDisconnect as error:
        raise BadForm("the body ended early") from error
    return bytes(body)


async def _form_fields(request: Request, body: bytes) -> list[tuple[str, str]]:
    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        async with Request(request.scope, replay).form(max_files=0, max_fields=MOST_FIELDS) as form:
            return list(_texts(form))
    except (HTTPException, MultiPartException, ValueError, LookupError, AssertionError) as error:
        raise BadForm("the body is no form") from error


def _texts(form: FormData) -> Iterator[tuple[str, str]]:
    for name, value in form.multi_items():
        if isinstance(value, str):
            yield name, value


def _json_fields(body: bytes) -> list[tuple[str, str]]:
    try:
        # Objects as tuples of pairs: a key that is written twice keeps both values, so that a no among them is seen.
        parsed = json.loads(body, object_pairs_hook=tuple)
    except (ValueError, RecursionError) as error:
        raise BadForm("the body is no JSON") from error
    if not isinstance(parsed, tuple):
        raise BadForm("a JSON object is expected")
    fields: list[tuple[str, str]] = []
    for name, value in parsed:
        values: Iterable[object] = value if isinstance(value, list) else [value]
        fields += [(str(name), one) for one in values if isinstance(one, str)]
    return fields


def _submission(fields: list[tuple[str, str]], *, as_json: bool) -> Submission:
    def all_of(name: str) -> frozenset[str]:
        return frozenset(value for key, value in fields if key == name)

    def only(name: str) -> str | None:
        return next((value for key, value in fields if key == name), None)

    notice = only("notice")
    choice = Choice(
        decision=_decision(all_of("decision")),
        categories=all_of("category"),
        services=all_of("service"),
        shown=all_of("shown"),
        notice=notice if notice and NOTICE_FORM.fullmatch(notice) else None,
    )
    return Submission(choice, safe_next(only("next")), as_json)


def _decision(sent: frozenset[str]) -> Decision:
    known = [decision for decision in STRICTEST_FIRST if decision in sent]
    if not known:
        raise BadForm(f"decision is expected to be one of {', '.join(DECISIONS)}")
    return known[0]


def safe_next(path: str | None) -> str | None:
    """Return `path` if it surely stays on this site, else None (R77: no open redirect).

    One leading slash (so no scheme), the second character neither slash nor backslash, no control character or
    backslash even after one percent-decoding, at most 2 000 bytes as given and as sent (a proxy in front fails a
    response with longer headers, the choice with it). Any fragment is cut off: ours takes its place.
    """
    if not path or len(path.encode("utf-8", "surrogatepass")) > LONGEST_NEXT:
        return None
    plain = path.partition("#")[0]
    if not all(_stays_here(form) for form in (plain, unquote(plain, errors="replace"))):
        return None
    sent = quote(plain, safe="!$%&'()*+,/:;=?@[]~")
    return sent if len(sent) <= LONGEST_NEXT else None


def _stays_here(path: str) -> bool:
    return bool(ONE_SLASH.match(path)) and not UNSAFE.search(path)
