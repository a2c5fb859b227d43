"""`consent init`: a declaration that passes `check`, and lines that work when they are pasted."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from consent import ConsentSettings
from consent.cli.declaration_text import Answers, declaration_text
from consent.cli.frameworks import FRAMEWORKS, detected, is_installed, pastes_for
from consent.cli.outcome import INCOMPLETE, OK, USAGE
from consent.pages.renderer import shipped_languages
from consent.settings_file import read_faults
from consent.terms.catalogue import known
from tests.cli.run import Ended, run
from tests.sites import KEY
from tests.terms.declarations import TODAY

WHO = ("--name", "The Corner Bakery", "--email", "hello@bakery.example")
PAGE = "<!doctype html><html lang=en><head><title>Bread</title></head><body><h1>Bread</h1></body></html>"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONSENT_SECRET_KEY", KEY)


def silently(*options: str) -> Ended:
    """`init` that asks nothing."""
    return run("init", "--yes", *WHO, *options)


def errors(path: str = "consent.toml") -> list[str]:
    """What stops the declaration from being served."""
    return [str(fault) for fault in read_faults(path, TODAY, shipped_languages()) if fault.is_error]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_is_written_for_a_framework_passes_check(framework: str) -> None:
    assert silently("--framework", framework).code == OK

    assert errors() == []
    assert run("check").code == OK


@pytest.mark.parametrize("service", sorted(known("services")))
def test_what_is_written_for_a_service_passes_check_in_every_language_we_speak(service: str) -> None:
    ended = silently("--service", service, "--languages", ",".join(sorted(shipped_languages())))

    assert ended.code == OK
    assert errors() == []
    assert service in {found.key for found in ConsentSettings.from_toml("consent.toml").services}


def test_what_is_written_for_everything_at_once_passes_check() -> None:
    options = [part for name in FRAMEWORKS for part in ("--framework", name)]
    assert silently(*options).code == OK

    assert errors() == []


def test_what_was_answered_is_what_is_declared() -> None:
    silently("--base-url", "https://bakery.example", "--languages", "en,ar", "--service", "matomo,plausible")
    declared = ConsentSettings.from_toml("consent.toml")

    assert declared.base_url == "https://bakery.example"
    assert declared.languages == ("en", "ar")
    assert [controller.name for controller in declared.controllers] == ["The Corner Bakery"]
    assert {service.key for service in declared.services} == {"matomo", "plausible"}


def test_editions_are_pinned_so_that_an_upgrade_changes_nothing() -> None:
    silently("--framework", "django", "--service", "matomo")

    assert all(
        re.fullmatch(r"[a-z0-9-]+@\d{4}-\d{2}", entry)
        for entry in ConsentSettings.from_toml("consent.toml").use
    )


def test_a_language_that_nobody_reviewed_is_told_to_be_read_first() -> None:
    unread = declaration_text(_answers(languages=["en", "ar"]), TODAY, {"en": True, "ar": False})
    read = declaration_text(_answers(languages=["en", "ar"]), TODAY, {"en": True, "ar": True})

    assert 'accept_unreviewed = ["ar"]' in unread
    assert "Read them before" in unread
    assert "accept_unreviewed" not in read


def test_the_examples_in_the_comments_pass_check_too() -> None:
    silently("--framework", "starlette", "--service", "matomo")
    path = Path("consent.toml")
    head, tail = path.read_text().split("# A cookie of your own", 1)
    uncommented = (re.sub(r"^# (?=\[|\w+ = )", "", part, flags=re.MULTILINE) for part in (head, tail))
    path.write_text("# A cookie of your own".join(uncommented))

    assert errors() == []
    assert ConsentSettings.from_toml(path).observe_until is not None
    assert {"matomo", "counter"} == {service.key for service in ConsentSettings.from_toml(path).services}


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (["--languages", "tlh"], "there are: "),
        (["--framework", "djnago"], "did you mean django?"),
        (["--service", "matomoo"], "did you mean matomo?"),
        (["--base-url", "http://bakery.example"], "https"),
        (["--base-url", "bakery"], "https"),
        (["--email", "nobody"], "email"),
        (["--name", ""], "a name is needed"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_nothing_is_written(options: list[str], hint: str) -> None:
    ended = silently(*options)

    assert ended.code == USAGE
    assert hint in ended.err
    assert options[0] in ended.err
    assert not Path("consent.toml").exists()


def test_where_nothing_is_asked_who_decides_has_to_be_told() -> None:
    ended = run("init", "--yes", "--email", "a@b.example")

    assert ended.code == USAGE
    assert "--name" in ended.err


def test_an_existing_file_is_never_written_over_unasked() -> None:
    Path("consent.toml").write_text("# mine")

    refused = silently()
    assert refused.code == USAGE
    assert Path("consent.toml").read_text() == "# mine"
    assert "--force" in refused.err

    assert silently("--force").code == OK
    assert errors() == []


def test_another_file_may_be_named_and_the_lines_to_paste_name_it() -> None:
    ended = run("init", "site/privacy.toml", "--yes", *WHO, "--framework", "starlette")

    assert ended.code == OK
    assert errors("site/privacy.toml") == []
    assert 'ConsentSettings.from_toml("site/privacy.toml")' in ended.out


def test_six_questions_are_asked_and_a_wrong_answer_is_asked_again() -> None:
    typed = "The Corner Bakery\nnobody\nhello@bakery.example\nhttps://bakery.example\n\nfastapi\nmatomoo\nmatomo\n"
    ended = run("init", typed=typed)

    assert ended.code == OK
    assert "email" in ended.err
    assert "did you mean matomo?" in ended.err
    declared = ConsentSettings.from_toml("consent.toml")
    assert (declared.base_url, declared.languages) == ("https://bakery.example", ("en",))
    assert {entry.partition("@")[0] for entry in declared.use} == {"starlette-session", "matomo"}


def test_whoever_stops_answering_has_nothing_written() -> None:
    ended = run("init", typed="The Corner Bakery\n")

    assert ended.code == INCOMPLETE
    assert not Path("consent.toml").exists()


def test_a_program_is_told_the_lines_and_the_key_command() -> None:
    answer = silently("--json", "--framework", "django").json

    assert answer["file"] == "consent.toml"
    assert answer["use"] == ["django@2026-11"]
    assert {paste["framework"] for paste in answer["paste"]} == {"django"}
    assert answer["key_command"] == "export CONSENT_SECRET_KEY=$(consent keys new)"
    assert not [fault for fault in answer["faults"] if fault["is_error"]]


def test_people_are_told_the_key_command_and_to_check() -> None:
    ended = silently("--framework", "starlette")

    assert "export CONSENT_SECRET_KEY=$(consent keys new)" in ended.out
    assert "consent check consent.toml" in ended.out
    assert "{{ consent_banner() }}" in ended.out


def test_frameworks_are_found_by_what_is_installed() -> None:
    assert is_installed("starlette")
    assert not is_installed("no-such-distribution")
    assert {"django", "fastapi"} <= set(detected())
    assert "starlette" not in detected()  # FastAPI and we bring it along


def test_what_lives_within_a_framework_brings_that_frameworks_lines() -> None:
    assert set(pastes_for(["wagtail"], Path("consent.toml"))) == {"django"}
    assert set(pastes_for(["wagtail", "django"], Path("consent.toml"))) == {"django"}
    assert set(pastes_for(["fastapi", "starlette-csrf"], Path("consent.toml"))) == {"fastapi"}
    assert set(pastes_for(["asgi-csrf"], Path("consent.toml"))) == {"starlette"}
    assert set(pastes_for([], Path("consent.toml"))) == {"starlette"}


def _pasted(framework: str, app: Any) -> Any:
    """The application after the lines for it were pasted below it."""
    silently("--framework", framework, "--service", "matomo", "--base-url", "http://localhost:8000")
    namespace = {"app": app}
    (paste, *_) = pastes_for([framework], Path("consent.toml"))[framework]
    exec(paste.lines, namespace)  # noqa: S102  # Pasting is what is tested.
    return namespace["app"]


def _litestar() -> Any:
    from litestar import Litestar, MediaType, get

    @get("/", media_type=MediaType.HTML)
    async def home() -> str:
        return PAGE

    return Litestar([home])


def _flask() -> Any:
    from flask import Flask

    app = Flask("bakery")
    app.route("/")(lambda: PAGE)
    return app


def _starlette() -> Any:
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    return Starlette(routes=[Route("/", lambda _: HTMLResponse(PAGE))])


def _fastapi() -> Any:
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse

    app = FastAPI()
    app.get("/", response_class=HTMLResponse)(lambda: PAGE)
    return app


def _quart() -> Any:
    from quart import Quart, render_template_string

    app = Quart("bakery")
    body = PAGE.replace("</head>", "{{ consent_head() }}</head>").replace(
        "<body>", "<body>{{ consent_banner() }}"
    )

    @app.route("/")
    async def home() -> str:
        return await render_template_string(body.replace("</body>", "{{ consent_doors() }}</body>"))

    return app


@pytest.mark.parametrize(
    "make", [_litestar, _flask, _starlette, _fastapi, _quart], ids=lambda make: make.__name__[1:]
)
def test_the_pasted_lines_wrap_the_application(make: Any) -> None:
    framework = make.__name__[1:]
    app = _pasted(framework, make())

    client = TestClient(app, base_url="http://localhost:8000")

    assert "Bread" in client.get("/").text
    assert client.get("/privacy/cookies").status_code == 200
    if FRAMEWORKS[framework].inject or framework == "quart":
        page = client.get("/").text
        assert 'id="privacy-choices"' in page
        assert "/privacy/cookies" in page


def _answers(**changes: Any) -> Answers:
    parts: dict[str, Any] = {
        "name": "Example",
        "email": "a@b.example",
        "base_url": "https://site.example",
        "languages": ["en", "ar"],
        "frameworks": ["django"],
        "services": ["matomo"],
    }
    return Answers(**{**parts, **changes})


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_somebody_is_called_the_file_can_be_read(name: str) -> None:
    text = declaration_text(_answers(name=name), TODAY, {"en": True, "ar": True})

    assert tomllib.loads(text)["controllers"][0]["name"] == name
