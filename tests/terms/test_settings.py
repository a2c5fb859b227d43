"""Settings from anything: the only error is SettingsError, and what is accepted can be compiled and looked at."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from consent import ConsentSettings
from consent.errors import SettingsError
from consent.terms.category import Category, Controller, Service, StorageItem
from consent.terms.declaration import Declaration
from consent.terms.lints import lint
from consent.terms.settings import NAMES, Settings
from tests.conftest import CASES
from tests.terms.declarations import SHIPPED, TODAY, Raw, cart, counter, necessary, sound, statistics, visits

SCRAPS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.dates(),
    st.text(max_size=8),
    st.sampled_from(
        ["en", "ar", "matomo", "django", "analytics", "necessary", "*", "_ga*", "__Host-x", "DE", "session"]
    ),
    st.sampled_from(
        ["/privacy", "https://site.example", "[::1", "https://[x", "a@b", "13 months", "consent"]
    ),
)
VALUES = st.recursive(
    SCRAPS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(sorted(NAMES)) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=3,
)
NESTED: dict[str, Any] = {
    "categories": Category,
    "services": Service,
    "controllers": Controller,
    "storage": StorageItem,
}


def nearly(model: Any) -> st.SearchStrategy[Raw]:
    """Tables with the fields of a model, and values that may be right."""
    nested = [name for name in model.model_fields if name in NESTED]
    pairs = st.tuples(st.sampled_from(sorted(model.model_fields)), VALUES)
    for name in nested:
        pairs |= st.tuples(st.just(name), st.lists(nearly(NESTED[name]), max_size=2))
    return st.lists(pairs, max_size=4).map(dict)


RAW = st.dictionaries(st.sampled_from(sorted(NAMES)) | st.text(max_size=4), VALUES, max_size=4) | nearly(
    Settings
)


def _spoilt(where: str, field: str, value: Any) -> Raw:
    """A sound declaration with one field replaced by anything."""
    change = {field: value}
    if where == "site":
        return sound() | change
    if where == "category":
        return sound(categories=[necessary(), statistics() | change])
    if where == "service":
        return sound(services=[counter(storage=[visits()]) | change])
    if where == "storage":
        return sound(categories=[necessary(storage=[cart() | change]), statistics()])
    return sound(controllers=[{"name": "Example e.V.", "email": "privacy@site.example"} | change])


SPOILT = st.builds(
    _spoilt,
    st.sampled_from(["site", "category", "service", "storage", "controller"]),
    st.sampled_from(sorted(NAMES)),
    VALUES,
)


def _is_refused_or_usable(raw: Any) -> None:
    try:
        found = Settings.model_validate(raw)
    except SettingsError as refused:
        places = [fault.place for fault in refused.faults]
        assert places
        assert all(places)
        return
    for fault in lint(found, TODAY, SHIPPED):
        assert str(fault)
    declaration = Declaration(found)
    assert declaration.bits_of(declaration.digests_of(declaration.everything)) == declaration.everything


@given(RAW)
@settings(max_examples=CASES // 4)
def test_anything_is_refused_with_faults_or_can_be_used(raw: Raw) -> None:
    _is_refused_or_usable(raw)


@given(SPOILT)
@settings(max_examples=CASES)
def test_a_sound_declaration_with_anything_in_one_field_is_refused_with_faults_or_can_be_used(
    raw: Raw,
) -> None:
    _is_refused_or_usable(raw)


@pytest.mark.parametrize(
    "raw", [None, 3, "text", [], [{}], {1: 2}, {"use": 3}, {"use": [[]]}, {"categories": {"a": 1}}]
)
def test_what_is_no_table_of_settings_is_refused(raw: Any) -> None:
    with pytest.raises(SettingsError):
        Settings.model_validate(raw)


def test_settings_cannot_be_changed() -> None:
    found = Settings.model_validate(sound())

    with pytest.raises(ValidationError):
        found.path = "/other"  # type: ignore[misc]  # That it is wrong is what is tested.


def test_python_and_a_file_say_the_same() -> None:
    in_python = ConsentSettings(
        base_url="https://www.site.example",
        updated=date(2026, 11, 1),
        controllers=(Controller(name="Example e.V.", email="privacy@site.example"),),
        categories=(
            Category(
                key="necessary",
                title="Necessary",
                required=True,
                storage=(StorageItem(name="cart", max_age=1_209_600, justification="You filled a basket."),),
            ),
            Category(
                key="statistics",
                title="Statistics",
                description="count visits",
                without="All pages work without it.",
            ),
        ),
        services=(
            Service(
                key="counter",
                category="statistics",
                hosts=("counter.example",),
                title="Counter",
                provider="Counter GmbH",
                country="DE",
                purpose="Counts visits",
                storage=(StorageItem(name="_visits*", max_age=2_592_000, purpose="Tells visits apart"),),
            ),
        ),
    )

    assert in_python == ConsentSettings.model_validate(sound(services=[counter(storage=[visits()])]))


def test_models_and_tables_may_be_mixed_with_what_use_brings() -> None:
    own = StorageItem(name="sessionid", max_age=60, justification="Signed in.")
    found = ConsentSettings(
        use=("django", "matomo"),
        categories=(Category(key="necessary", title="Needed", required=True, storage=(own,)),),
        services=(Service(key="counter", category="analytics", title="C", provider="C", country="DE"),),
    )
    needed = next(category for category in found.categories if category.key == "necessary")

    assert needed.title == "Needed"
    assert [item.max_age for item in needed.storage if item.name == "sessionid"] == [60]
    assert {service.key for service in found.services} == {"counter", "matomo"}


def test_a_misspelt_field_in_python_is_refused_too() -> None:
    with pytest.raises(SettingsError, match="validity_days"):
        Settings.model_validate({"validity_day": 3})


def test_every_fault_of_python_settings_is_in_the_message() -> None:
    with pytest.raises(SettingsError) as caught, suppress(TypeError):
        Settings.model_validate({"gpc": 1, "path": 2})

    assert "gpc" in str(caught.value)
    assert "path" in str(caught.value)
    assert str(caught.value).startswith("settings: 2 fault(s)")
