"""Where the banner and the footer doors go in a whole HTML document that nobody can edit.

The document is read as a browser's tokeniser would, up to the start of the body; what cannot be read with
certainty is left as it is. Bytes outside the two insertions never change.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TOKEN = re.compile(
    rb"<!--(?:-?>|.*?(?:--!?>|\Z))"  # a comment, also one that ends at once or never
    rb"|<[!?][^>]*>"  # a doctype or processing instruction
    rb"|</?[a-zA-Z][^\s/>]*+"  # a tag: its name,
    rb"(?:[\s/]|=?[^\s/>=]++(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*+|(?=>))|(?!\s*=)))*+>",  # its attributes
    re.DOTALL,
)
NAME = re.compile(rb"<(/?)([a-zA-Z][^\s/>]*)")
RAW_TEXT = frozenset({b"title", b"script", b"style", b"noframes", b"noscript", b"template"})
CLOSED = re.compile(rb"<(style|script|iframe)\b[^>]*>[^<]*</\1\s*>", re.IGNORECASE)
OPENED = re.compile(
    rb"<(?:!--|iframe|math|no(?:embed|frames)|plaintext|s(?:cript|elect|tyle|vg)|te(?:mplate|xtarea)|title|xmp)",
    re.IGNORECASE,
)
"""Starts of what is read by rules of its own, in which an end tag may be none."""
BEFORE_BODY = frozenset({b"html", b"head", b"meta", b"link", b"base", b"basefont", b"bgsound"})
DOCUMENT = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<!--.*?-->|<\?[^>]*>)*+<(?:!doctype\s+html|(?:html|head|body)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
LANGUAGE = re.compile(rb"<html\b[^>]*?\slang\s*=\s*[\"']?([A-Za-z0-9-]{2,35})", re.IGNORECASE)
END = re.compile(rb"</body\s*>(?:\s|<!--(?:[^-]|-(?!->))*-->|</html\s*>)*\Z", re.IGNORECASE)
LOOKED_AT = 4096
"""How many bytes are read to tell a document from a fragment and to find its language."""


class Places(NamedTuple):
    """Byte offsets: just inside the body, and just before its end."""

    start: int
    end: int


def is_document(content: bytes) -> bool:
    """Whether the bytes are a whole HTML document, not a fragment that a script will place, whatever that quotes."""
    return DOCUMENT.match(content, 0, LOOKED_AT) is not None


def language_of(content: bytes) -> str | None:
    """The language that `<html lang>` names, or None."""
    found = LANGUAGE.search(content, 0, LOOKED_AT)
    return found[1].decode("ascii") if found else None


def places(content: bytes) -> Places | None:
    """Find where to insert, or None where the document cannot be read with certainty."""
    start = _body_start(content)
    if start is None:
        return None
    end = END.search(content, max(start, len(content) - LOOKED_AT))
    return Places(start, end.start() if end else len(content))


def inserted(content: bytes, at: Places, first: bytes, last: bytes) -> bytes:
    """Return the document with `first` just inside the body and `last` just before its end."""
    return b"".join((content[: at.start], first, content[at.start : at.end], last, content[at.end :]))


def _body_start(content: bytes) -> int | None:
    """Walk the head, token by token, to the first byte of the body."""
    position: int | None = 0
    while position is not None:
        position = _next_visible(content, position)
        token = TOKEN.match(content, position)
        if token is None:
            is_text = position < len(content) and content[position : position + 1] != b"<"
            return position if is_text else None
        named = NAME.match(token[0])
        name = named[2].lower() if named else b""
        if name == b"body" and token[0][1:2] != b"/":
            return token.end()
        if not name or token[0][1:2] == b"/" or name in BEFORE_BODY:  # also comments and the doctype
            position = token.end()
        elif name in RAW_TEXT:
            position = _after_raw_text(content, token.end(), name)
        else:
            # HTML §13.2.6.4.6: any other start tag opens the body by itself.
            return None if name == b"frameset" else position
    return None


def _next_visible(content: bytes, position: int) -> int:
    while content[position : position + 1].isspace() or content.startswith(b"\xef\xbb\xbf", position):
        position += 1 if content[position : position + 1].isspace() else 3
    return position


def _after_raw_text(content: bytes, position: int, name: bytes) -> int | None:
    closed = re.compile(rb"</" + re.escape(name) + rb"(?=[\s/>])", re.IGNORECASE).search(content, position)
    end = TOKEN.match(content, closed.start()) if closed else None
    if closed is None or end is None:
        return None
    return None if _may_go_on(content[position : closed.start()], name) else end.end()


def _may_go_on(inside: bytes, name: bytes) -> bool:
    """Whether an element that began with `inside` may reach beyond its first end tag."""
    if name == b"script":
        # HTML §13.2.5.20: "double escaped", its first end tag does not end it.
        return b"<!--" in inside and b"<script" in inside.lower()
    if name in {b"noscript", b"template"}:
        # Read as markup: by everybody, or by browsers without script.
        inside = CLOSED.sub(b"", inside)
        return bool(OPENED.search(inside)) or b"<" in TOKEN.sub(b"", inside)
    return False
