"""The smallest example: short, and true."""

from __future__ import annotations

from pathlib import Path

from examples import minimal
from tests.conftest import Serve
from tests.examples.visitor import Visitor, cookies_deleted, cookies_set


def test_it_is_shorter_than_thirty_lines() -> None:
    assert Path(minimal.__file__).read_text().count("\n") < 30


def test_its_cookie_leaves_only_between_yes_and_withdrawal(serve: Serve) -> None:
    with Visitor(serve(minimal.app)) as visitor:
        first = visitor.open("/")
        assert first.headers.get_list("set-cookie") == []
        assert "Counted: False" in first.text
        assert 'id="privacy-choices"' in first.text
        assert "/privacy/cookies" in first.text

        visitor.choose("reject", on="/")
        assert cookies_set(visitor.open("/")) == {}

        visitor.choose("accept")
        counted = visitor.open("/")
        assert "Counted: True" in counted.text
        assert set(cookies_set(counted)) == {"_pk_id.1"}

        assert "_pk_id.1" in cookies_deleted(visitor.choose("withdraw"))
        assert cookies_set(visitor.open("/")) == {}
