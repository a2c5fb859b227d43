"""Known presets and services: true to their form, frozen once published, and merged under what the site says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from consent.errors import SettingsError
from consent.terms.catalogue import ROOMS, edition_of, known, presets_for_cookie, texts
from consent.terms.declaration import Declaration
from consent.terms.settings import Settings
from tests.terms.declarations import Raw, cart, faults_of, ids_of, necessary, sound

FROZEN: dict[str, str] = json.loads(Path(__file__).with_name("editions.json").read_text())
EDITIONS = {
    f"{room}/{key}@{edition['edition']}": edition
    for room in ROOMS
    for key, editions in known(room).items()
    for edition in editions
}
HOW = (
    "A published edition never changes, because sites that use it must not. For a new fact add an [[editions]] table "
    "with a later date; for a new edition add its line to tests/terms/editions.json: "
)


def digest_of(edition: Raw) -> str:
    """SHA-256 of everything an edition says in English: a better translation is no other fact."""
    said = json.dumps(_in_english(edition), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def _in_english(node: Any) -> Any:
    if isinstance(node, dict):
        return node["en"] if "en" in node else {name: _in_english(part) for name, part in node.items()}
    return [_in_english(part) for part in node] if isinstance(node, list) else node


@pytest.mark.parametrize("name", sorted(EDITIONS))
def test_a_published_edition_never_changes(name: str) -> None:
    digest = digest_of(EDITIONS[name])

    assert FROZEN.get(name) == digest, HOW + json.dumps({name: digest})[1:-1]


def test_no_published_edition_disappears() -> None:
    assert set(FROZEN) <= set(EDITIONS), HOW


@pytest.mark.parametrize("name", sorted(EDITIONS))
def test_each_edition_says_when_it_was_checked_against_which_sources(name: str) -> None:
    edition = EDITIONS[name]

    assert isinstance(edition["checked"], date)
    assert edition["edition"] <= edition["checked"].isoformat()
    if not name.startswith("categories/"):
        assert edition["sources"]
        assert all(source.startswith("https://") for source in edition["sources"])


USED = [name.partition("/")[2] for name in sorted(EDITIONS) if not name.startswith("categories/")]


@pytest.mark.parametrize("name", USED)
def test_using_one_alone_is_no_error(name: str) -> None:
    raw = sound(use=[name], languages=["en", "ar"], accept_unreviewed=["ar"], categories=[], services=[])

    assert [fault for fault in faults_of(raw) if fault.is_error] == []


def test_using_all_together_is_no_error() -> None:
    everything = sorted({name.partition("@")[0] for name in USED})
    raw = sound(use=everything, languages=["en", "ar"], accept_unreviewed=["ar"], categories=[], services=[])

    assert {id_ for id_ in ids_of(raw) if id_.startswith("consent.E")} <= {"consent.E046"}


@pytest.mark.parametrize("name", USED)
def test_every_text_is_in_all_languages(name: str) -> None:
    tags = ["en", *texts()]
    raw = sound(use=[name], languages=tags, accept_unreviewed=tags, categories=[], services=[])

    assert "consent.E018" not in ids_of(raw)


def test_no_translation_is_of_a_text_that_is_gone_and_none_is_left_in_english() -> None:
    english = {text["en"] for edition in EDITIONS.values() for text in _texts_in(edition)}

    for tag, said in texts().items():
        assert set(said) == english, tag
        assert not [text for text, translated in said.items() if not translated.strip()]


def _texts_in(node: Any) -> Iterator[dict[str, str]]:
    if isinstance(node, dict) and "en" in node:
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from _texts_in(part)
    elif isinstance(node, list):
        for part in node:
            yield from _texts_in(part)


def test_at_least_fifteen_services_and_the_frameworks_people_wrap_are_known() -> None:
    assert len(known("services")) >= 15
    assert {
        "starlette-session", "starlette-csrf", "django", "fastapi-users", "flask", "quart", "litestar", "wagtail",
        "oauth-state", "cloudflare",
    } <= set(known("presets"))  # fmt: skip


def test_a_preset_and_a_service_never_share_a_key() -> None:
    assert not set(known("presets")) & set(known("services"))


def test_without_an_edition_the_first_is_meant_for_ever() -> None:
    for room in ROOMS:
        for key, editions in known(room).items():
            found = edition_of(room, key)
            assert found is not None
            assert found["edition"] == min(edition["edition"] for edition in editions)


def test_an_edition_that_is_not_there_is_none() -> None:
    assert edition_of("services", "matomo@1999-01") is None
    assert edition_of("services", "") is None


def test_what_the_site_says_wins_field_by_field() -> None:
    found = Settings.model_validate(
        sound(
            use=["matomo"],
            services=[{"key": "matomo", "provider": "Example e.V.", "hosts": ["stats.site.example"]}],
        )
    )
    (matomo,) = (service for service in found.services if service.key == "matomo")

    assert matomo.provider == "Example e.V."
    assert matomo.hosts == ("stats.site.example",)
    assert matomo.title == "Matomo"
    assert matomo.edition == known("services")["matomo"][0]["edition"]


def test_a_service_may_be_moved_to_a_category_of_the_site() -> None:
    found = Settings.model_validate(
        sound(use=["matomo"], services=[{"key": "matomo", "category": "statistics"}])
    )

    assert {category.key for category in found.categories} == {"necessary", "statistics"}


def test_the_sites_own_cookie_wins_over_the_presets() -> None:
    mine = cart(name="sessionid", max_age="1 hour")
    found = Settings.model_validate(sound(use=["django"], categories=[necessary(storage=[mine])]))
    ages = [item.max_age for item in found.categories[0].storage if item.name == "sessionid"]

    assert ages == [3600]


def test_two_presets_with_one_cookie_declare_it_once() -> None:
    found = Settings.model_validate({"use": ["django", "starlette-csrf", "asgi-csrf"]})
    names = [item.name for item in found.categories[0].storage]

    assert len(names) == len(set(names))


def test_bringing_the_same_twice_changes_nothing_that_is_shared() -> None:
    first = Settings.model_validate({"use": ["django", "matomo"]})
    Settings.model_validate({"use": ["wagtail", "django", "matomo"]})

    assert Settings.model_validate({"use": ["django", "matomo"]}) == first


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("matomoo", "matomo"),
        ("djang", "django"),
        ("dajngo@2026-11", "did you mean django@"),
        ("Django", "did you mean django@"),
        ("django@", "django@2"),
        ("gogle-analytics", "google-analytics@"),
        ("ga4", "google-analytics@"),
        ("analytics", "google-analytics@"),
        ("matomo@2020-01", "matomo@"),
        ("xyzzy", "docs/reference/catalogue.md"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.model_validate({"use": [name]})

    (fault,) = caught.value.faults
    assert fault.id == "consent.E006"
    assert hint in fault.remedy


@pytest.mark.parametrize(
    ("cookie", "preset"),
    [("sessionid", "django"), ("csrftoken", "django"), ("_pk_id.1.abcd", "matomo"), ("session", "flask")],
)
def test_a_dropped_cookie_is_traced_to_what_declares_it(cookie: str, preset: str) -> None:
    assert preset in {name.partition("@")[0] for name in presets_for_cookie(cookie)}


def test_a_cookie_that_nobody_knows_is_traced_to_nothing() -> None:
    assert presets_for_cookie("no-such-cookie") == []


def test_using_an_edition_never_grants_what_was_granted_to_another_provider() -> None:
    def digests(**own: Any) -> set[str]:
        services = [{"key": "matomo", **own}] if own else []
        settings = Settings.model_validate({"use": ["matomo"], "services": services})
        return {one.digest for one in Declaration(settings).grantables if one.kind == "service"}

    assert digests() != digests(provider="Somebody Else")
    assert digests() == digests(purpose="Counts, in other words")
