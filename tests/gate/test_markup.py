"""Insertion into documents that nobody can edit: in the right place or not at all, and every other byte kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.gate.markup import inserted, is_document, language_of, places
from tests.conftest import CASES, NewPage

FIRST, LAST = b"<i id=first></i>", b"<i id=last></i>"
HEAD = b"<!doctype html><html lang=en><head><title>t</title></head>"


def filled(document: bytes) -> bytes | None:
    found = places(document)
    return inserted(document, found, FIRST, LAST) if found else None


# Each document marks with ¹ where the banner belongs and with ² where the footer links do.
DOCUMENTS = {
    "plain": "<!doctype html><html><head><title>t</title></head><body>¹<p>x</p>²</body></html>",
    "space around": "\n<!doctype html>\n<html>\n<head>\n</head>\n<body>¹\n<p>x²</body>\n</html>\n",
    "upper case": "<!DOCTYPE HTML><HTML><HEAD><TITLE>T</TITLE></HEAD><BODY>¹<P>X</P>²</BODY></HTML>",
    "byte order mark": "\ufeff<!doctype html><html><body>¹x²</body></html>",
    "title then script": "<!doctype html><html><head><title>t</title><script>var a=1</script></head><body>¹x²</body>",
    "title then comment": "<!doctype html><html><title>t</title><!-- > <body> --><body>¹x²</body></html>",
    "style then style": "<!doctype html><html><style>a{}</style><style>b{}</style><body>¹x²</body></html>",
    "comment with body": "<!doctype html><!-- <body> --><html><body>¹x²</body></html>",
    "comment that ends at once": "<!doctype html><!--><html><!---><body>¹x²</body></html>",
    "comment with a bang": "<!doctype html><html><!-- <body> --!><body>¹x²</body></html>",
    "title with body": "<!doctype html><html><head><title><body></title></head><body>¹x²</body></html>",
    "title with a near end": "<!doctype html><html><title></titles><body></title ><body>¹x²</body></html>",
    "script with body": '<!doctype html><html><script>"<body>"</script><body>¹x²</body></html>',
    "script with a comment": "<!doctype html><html><script><!-- <body> --></script><body>¹x²</body></html>",
    "style with body": "<!doctype html><html><style>/*<body>*/</style><body>¹x²</body></html>",
    "attribute with an end": "<!doctype html><html><body onload=\"a>b\" class='c>d'>¹x²</body></html>",
    "attribute with a bare quote": "<!doctype html><html><body class=it's>¹<p>it's</p>²</body></html>",
    "attribute named by a quote": "<!doctype html><html><body '>¹<p>'</p>²</body></html>",
    "end tag with attributes": "<!doctype html><html><title>t</title a='>'><body>¹x²</body></html>",
    "omitted tags": "<!doctype html><title>t</title>¹<p>x²",
    "text opens the body": "<!doctype html><html><title>t</title>¹x<body><p>y²</body>",
    "head element after head": "<!doctype html><html><head></head><link rel=x><body>¹x²</body></html>",
    "style in noscript": "<!doctype html><noscript><style>a>b{}</style></noscript><body>¹x²</body></html>",
    "noscript in head": "<!doctype html><html><head><noscript><link rel=x></noscript></head><body>¹x²</body></html>",
    "template in head": "<!doctype html><html><head><template><body></template></head><body>¹x²</body></html>",
    "body end in script": '<!doctype html><html><body>¹<script>"</body>"</script>²</body></html>',
    "body end in a comment": "<!doctype html><html><body>¹x<!-- </body> -->²</body><!-- y --></html>",
    "two body ends": "<!doctype html><html><body>¹x</body><p>y</p>²</body></html>",
    "no body end": "<!doctype html><html><body>¹<p>x²",
    "text field first": "<!doctype html><html>¹<textarea>x</textarea><p>y²</body></html>",
    "noframes in head": "<!doctype html><html><head><noframes><p></noframes><title>t</title></head><body>¹x²</body>",
    "slash in the tag": "<!doctype html><html><meta charset=utf-8/><body/>¹x²</body></html>",
}
LEFT_ALONE = {
    "frames after a text for those without": "<!doctype html><noframes><body></noframes><frameset></frameset>",
    "frames": "<!doctype html><html><head></head><frameset cols=*><frame></frameset></html>",
    "unclosed comment": "<!doctype html><html><!-- <body><p>x</p></body></html>",
    "unclosed title": "<!doctype html><html><title>t<body><p>x</p></body></html>",
    "unclosed script": "<!doctype html><html><script>a</scripts><body></body></html>",
    "unclosed attribute": '<!doctype html><html><body class="x>y</body></html>',
    "unclosed tag": "<!doctype html><html><body ",
    "double-escaped script": "<!doctype html><script><!--<script></script><body></body></script><body>x</body>",
    "template within a template": "<!doctype html><template><template></template><p></template><body>x</body>",
    "script within a template": "<!doctype html><template><script>'</template>'</script></template><body>x",
    "attribute in noscript": "<!doctype html><noscript><link a='</noscript>'></noscript><body>x</body>",
    "tag in noscript": "<!doctype html><noscript><link </noscript>'></noscript><body>x</body>",
    "style in noscript": "<!doctype html><noscript><style></noscript></style></noscript><body>x</body>",
    "comment in noscript": "<!doctype html><noscript><!-- </noscript> --></noscript><body>x</body>",
    "an odd bracket": "<!doctype html><html>< body><body>x</body>",
    "nothing": "",
}


@pytest.mark.parametrize("marked", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_gets_the_banner_first_in_its_body_and_the_links_last(marked: str) -> None:
    document = marked.replace("¹", "").replace("²", "").encode()

    expected = marked.encode().replace("¹".encode(), FIRST).replace("²".encode(), LAST)

    assert filled(document) == expected


@pytest.mark.parametrize("document", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_a_document_that_cannot_be_read_with_certainty_is_left_alone(document: str) -> None:
    assert places(document.encode()) is None


pieces = st.lists(
    st.sampled_from(
        [
            *(
                "<!doctype html>",
                "<html>",
                "<head>",
                "</head>",
                "<body>",
                "</body>",
                "</html>",
                "<body a='>'>",
            ),
            *(
                "<!--",
                "-->",
                "--!>",
                "<!-->",
                "<!x>",
                "<?x>",
                "</x>",
                "</>",
                "<",
                ">",
                '"',
                "'",
                "=",
                "/",
                " ",
            ),
            *(
                "<title>",
                "</title>",
                "</title ",
                "<script>",
                "</script>",
                "<style>",
                "</style>",
                "<textarea>",
            ),
            *("<noscript>", "</noscript>", "<template>", "</template>", "</textarea>", "<p>", "</p>", "x"),
            *(
                "<meta a=b'c>",
                "<link a = 'b>c'>",
                '<base a="b>c" / d>',
                '<body a="\'" b=\'">',
                "\n",
                "<bgsound",
            ),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=CASES // 4)
@given(document=st.binary(max_size=200) | pieces.map(str.encode))
def test_bytes_outside_the_insertions_never_change(document: bytes) -> None:
    found = places(document)
    if found is None:
        return
    assert 0 <= found.start <= found.end <= len(document)
    assert inserted(document, found, b"", b"") == document
    whole = inserted(document, found, FIRST, LAST)
    assert whole[: found.start] == document[: found.start]
    assert whole[found.start : found.start + len(FIRST)] == FIRST
    middle = whole[found.start + len(FIRST) :]
    length = found.end - found.start
    assert middle[:length] == document[found.start : found.end]
    assert middle[length:] == LAST + document[found.end :]


PLACE_OF_FIRST = """documents => documents.map(text => {
    const first = new DOMParser().parseFromString(text, 'text/html').getElementById('first');
    return first ? first.parentElement.localName : 'nowhere';
})"""


def places_in_a_browser(new_page: NewPage, documents: list[str]) -> dict[str, str]:
    """Filled documents, each with the element in which a browser without script finds the banner."""
    whole = [found.decode() for document in documents if (found := filled(document.encode()))]
    return dict(zip(whole, new_page().evaluate(PLACE_OF_FIRST, whole), strict=True))


def test_a_real_browser_finds_the_banner_directly_in_the_body(new_page: NewPage) -> None:
    known = [marked.replace("¹", "").replace("²", "") for marked in DOCUMENTS.values()]

    found = places_in_a_browser(new_page, known)

    assert len(found) == len(known)
    assert [document for document, place in found.items() if place != "body"] == []


def test_a_real_browser_finds_the_banner_in_whatever_was_filled(new_page: NewPage) -> None:
    found = places_in_a_browser(new_page, made_up_documents())

    assert len(found) > 100
    # What <noscript> left open may hold it where there is no script; it is seen there all the same.
    hidden = {"nowhere", "head", "html", "noscript", "title", "textarea", "template"}
    assert [document for document, place in found.items() if place in hidden] == []


def made_up_documents() -> list[str]:
    made: list[str] = []

    @settings(max_examples=CASES, database=None, suppress_health_check=list(HealthCheck))
    @given(document=pieces)
    def collect(document: str) -> None:
        made.append("<!doctype html>" + document)

    collect()
    return made


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<!doctype html><p>x", True),
        (b"  <!DOCTYPE   HTML>", True),
        (b"<html>", True),
        (b"<body class=x>", True),
        (b"<head><title>t</title></head><body>x", True),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- <p> -->\n<!doctype html>", True),
        (b'<iframe srcdoc="<!doctype html><p>x"></iframe>', False),
        (b"<script>x = '<html>'</script>", False),
        (b"<!-- <html> --><p>x</p>", False),
        (b"<p>x</p>", False),
        (b"<bodybuilder>", False),
        (b'{"html": 1}', False),
        (b"", False),
        (b"x" * 5000 + b"<html>", False),
    ],
)
def test_a_document_is_told_from_a_fragment(content: bytes, expected: bool) -> None:  # noqa: FBT001
    assert is_document(content) is expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<html lang=ar>", "ar"),
        (b'<html dir="rtl" lang="ar-EG">', "ar-EG"),
        (b"<HTML\nLANG='de'>", "de"),
        (b"<html>", None),
        (b"<html data-lang=ar>", None),
        (b"<html lang=''>", None),
        (b"<html><p lang=ar>", None),
    ],
)
def test_the_language_of_a_document_is_the_one_its_root_names(content: bytes, expected: str | None) -> None:
    assert language_of(content) == expected


@pytest.mark.parametrize(
    "repeated",
    [b"<", b"<a", b"<!--", b"a", b"'", b"<body a='", b'<html a="', b" = ", b"</title ", b"<title>"],
)
def test_no_document_takes_long_to_read(repeated: bytes) -> None:
    for start in (b"", HEAD, b"<!doctype html><title>", b"<!doctype html><p "):
        document = start + repeated * (200_000 // len(repeated))

        began = time.process_time()
        places(document)

        assert time.process_time() - began < 1
