"""Known presets, categories and services as dated data, and how `use` brings them into a declaration.

An edition never changes once published, and a name without an edition means its first one for ever: so an
upgrade of this package never changes what a site declared.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from consent.errors import Fault
from consent.terms.pattern import covers

ROOMS = ("presets", "categories", "services")
USED = ("presets", "services")
"""The rooms that `use` names."""
ABOUT_AN_EDITION = frozenset({"edition", "checked", "sources"})

Entry = dict[str, Any]


@cache
def known(room: str) -> Mapping[str, tuple[Entry, ...]]:
    """Return every entry of a room ("presets", "categories", "services"): key -> its editions, oldest first."""
    entries = {}
    for file in files(__name__).joinpath(room).iterdir():
        if file.name.endswith(".toml"):
            entry = _spoken(tomllib.loads(file.read_text(encoding="utf-8")))
            entries[entry["key"]] = tuple(sorted(entry["editions"], key=lambda edition: edition["edition"]))
    return entries


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return the catalogue's texts in every language but English: language -> English -> text."""
    found = {}
    for file in files(__name__).joinpath("texts").iterdir():
        if file.name.endswith(".toml"):
            found[file.name.removesuffix(".toml")] = tomllib.loads(file.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))


def _spoken(node: Any) -> Any:
    """What a file of the catalogue says, with each text, `{en = "…"}`, in all languages that there are."""
    if isinstance(node, list):
        return [_spoken(part) for part in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"en"}:
        english = node["en"]
        return node | {tag: said[english] for tag, said in texts().items() if english in said}
    return {name: _spoken(part) for name, part in node.items()}


def edition_of(room: str, name: str) -> Entry | None:
    """Return the edition that `name` ("matomo@2026-11", or "matomo" for the first) stands for, or None."""
    key, at, wanted = name.partition("@")
    for edition in known(room).get(key, ()):
        if not at or edition["edition"] == wanted:
            return {"key": key, **edition}
    return None


def presets_for_cookie(name: str) -> list[str]:
    """Return presets and services that declare a cookie called exactly `name`, as `use` would name them."""
    return [
        f"{key}@{editions[-1]['edition']}"
        for room in USED
        for key, editions in sorted(known(room).items())
        if any(covers(item["name"], name) for item in editions[-1].get("storage", ()) if "domain" not in item)
    ]


def resolved(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return the declaration with everything that its `use` names merged in, and a fault for each unknown name.

    What the site itself says about a category or service wins field by field over the catalogue.
    """
    merged = dict(raw)
    faults: list[Fault] = []
    wanted = raw.get("use", ())
    if not isinstance(wanted, Sequence) or isinstance(wanted, str):
        return merged, faults  # the model says what is wrong with it
    categories = _by_key(raw.get("categories", ()))
    services = _by_key(raw.get("services", ()))
    if categories is None or services is None:
        return merged, faults
    for place, name in enumerate(wanted):
        if preset := edition_of("presets", str(name)):
            _add_preset(categories, preset)
        elif service := edition_of("services", str(name)):
            _add_service(categories, services, service)
        else:
            faults.append(_unknown(place, str(name)))
    if wanted:
        merged["categories"] = list(categories.values())
        merged["services"] = list(services.values())
    return merged, faults


def _by_key(entries: object) -> dict[object, Entry] | None:
    """Index declared entries by key, keeping order and, for a lint to find, second ones; None for a wrong shape."""
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        return None
    listed = [entry if isinstance(entry, Mapping) else _as_mapping(entry) for entry in entries]
    found: dict[object, Entry] = {}
    for position, entry in enumerate(listed):
        if entry is None:
            return None
        key = entry.get("key")
        found[key if isinstance(key, str) and key not in found else position] = dict(entry)
    return found


def _as_mapping(entry: object) -> Entry | None:
    dump = getattr(entry, "model_dump", None)
    return dump(exclude_unset=True) if dump else None


def _add_preset(categories: dict[object, Entry], preset: Entry) -> None:
    _add_category(categories, "necessary@" + preset["edition"])
    necessary = categories["necessary"]
    own = necessary.get("storage", ())
    if isinstance(own, Sequence) and not isinstance(own, str):  # else the model says what is wrong with it
        declared = [
            item.get("name") if isinstance(item, Mapping) else getattr(item, "name", None) for item in own
        ]
        necessary["storage"] = [*own, *(item for item in preset["storage"] if item["name"] not in declared)]


def _add_service(categories: dict[object, Entry], services: dict[object, Entry], entry: Entry) -> None:
    own = services.get(entry["key"], {})
    merged = {**_facts(entry), **own}
    if "category" in own:
        merged["category"] = own["category"]
    else:
        _add_category(categories, entry["category"])
        merged["category"] = entry["category"].partition("@")[0]
    merged.setdefault("edition", entry["edition"])
    services[entry["key"]] = merged


def _add_category(categories: dict[object, Entry], name: str) -> None:
    entry = edition_of("categories", name) or edition_of("categories", name.partition("@")[0])
    if entry is not None:
        categories[entry["key"]] = {**_facts(entry), **categories.get(entry["key"], {})}


def _facts(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name not in ABOUT_AN_EDITION}


def _unknown(place: int, name: str) -> Fault:
    key = name.partition("@")[0]
    offered = [edition["edition"] for room in USED for edition in known(room).get(key, ())]
    if offered:
        return Fault(
            "consent.E006", f"use[{place}]", repr(name), f"an edition of {key!r}: {', '.join(offered)}",
            f'write "{key}@{offered[-1]}"',
        )  # fmt: skip
    near = _near(key)
    return Fault(
        "consent.E006", f"use[{place}]", repr(name), "a preset or service of the catalogue",
        f"did you mean {', '.join(near)}?" if near else "see docs/reference/catalogue.md, or declare it yourself",
    )  # fmt: skip


def _near(key: str) -> list[str]:
    """Names like `key`, the nearest first, with their newest editions; else those that begin with or hold it."""
    newest = {name: editions[-1]["edition"] for room in USED for name, editions in known(room).items()}
    wanted = key.casefold()
    near = get_close_matches(wanted, newest, 3, 0.75)
    if not near and wanted:
        near = sorted(name for name in newest if name.startswith(wanted[:4]) or wanted in name)
    if not near and wanted:
        initials = {name: "".join(part[0] for part in name.split("-")) for name in newest}
        near = [name for name, letters in initials.items() if letters == wanted.rstrip("0123456789")]
    return [f"{name}@{newest[name]}" for name in near]
