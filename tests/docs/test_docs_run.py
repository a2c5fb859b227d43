"""What the documentation shows is so: its programs run, its declarations can be served, its links lead somewhere."""

import ast
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from consent import ConsentSettings
from consent.cli import main
from consent.pages.renderer import shipped_languages
from consent.settings_file import read_faults
from consent.site import ConsentSite
from consent.terms.choice import Answer
from consent.terms.lints import lint
from consent.testing import give_consent
from tests.docs.pages import PAGES, Block, anchors, blocks, links
from tests.house.rooms import ROOT
from tests.sites import KEY

WRITTEN = date(2026, 11, 24)
"""The day that the dates in the documentation are about."""

README = ROOT / "README.md"
TUTORIAL = ROOT / "docs" / "tutorial.md"
COOKIES = ROOT / "docs" / "reference" / "cookies.md"
SETTINGS = ROOT / "docs" / "reference" / "settings.md"

SOMEBODY = {"controllers": [{"name": "Example e.V.", "email": "privacy@example.org"}]}


def code(page: Path, language: str) -> list[str]:
    return [block.code for block in blocks(language, [page])]


def program(page: Path, start: str) -> str:
    """The one Python block of a page that begins with `start`."""
    (found,) = (one for one in code(page, "python") if one.startswith(start))
    return found


def loaded(text: str, name: str = "documented") -> ModuleType:
    module = ModuleType(name)
    exec(compile(text, name, "exec"), module.__dict__)  # noqa: S102 # It is our own documentation.
    return module


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, as a reader begins with."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONSENT_SECRET_KEY", KEY)
    return tmp_path


def client_of(app: Any) -> TestClient:
    return TestClient(app, base_url="http://localhost:8000")


def test_the_readme_gates_and_asks_with_twelve_lines(folder: Path) -> None:
    (folder / "consent.toml").write_text(code(README, "toml")[0])
    client = client_of(loaded(program(README, "# app.py")).app)

    assert read_faults("consent.toml", WRITTEN, shipped_languages()) == []
    first = client.get("/").text
    give_consent(client)

    assert 'id="privacy-choices"' in first
    assert "Counted: False" in first
    assert "Counted: True" in client.get("/").text


def flags_of_init() -> list[str]:
    (line,) = (one for one in code(TUTORIAL, "sh") if one.startswith("consent init"))
    words = re.findall(r'"([^"]*)"|(\S+)', line.replace("\\\n", " "))
    return [quoted or plain for quoted, plain in words][1:]


@pytest.fixture
def shop(folder: Path) -> Path:
    """The tutorial's folder as it is at the end."""
    # The reader has FastAPI alone; here more is installed, which `init` would find.
    assert main([*flags_of_init(), "--framework", "fastapi"]) == 0
    declaration = (folder / "consent.toml").read_text().replace('# inject = "auto"', 'inject = "auto"')
    (folder / "consent.toml").write_text(declaration + code(TUTORIAL, "toml")[0])
    (folder / "main.py").write_text(
        program(TUTORIAL, "# main.py")
        + program(TUTORIAL, "from consent import get_consent")
        + program(TUTORIAL, "from consent import ConsentMiddleware")
    )
    (folder / "test_shop.py").write_text(program(TUTORIAL, "# test_shop.py"))
    return folder


def test_the_tutorials_shop_drops_what_it_has_not_declared(
    shop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    undeclared = (shop / "consent.toml").read_text().removesuffix(code(TUTORIAL, "toml")[0])
    (shop / "consent.toml").write_text(undeclared)
    caplog.clear()

    response = client_of(loaded((shop / "main.py").read_text()).app).get("/")

    assert response.headers.get_list("set-cookie") == []
    assert 'id="privacy-choices"' in response.text
    assert next(one for one in caplog.messages if "'basket'" in one) in TUTORIAL.read_text()


def test_the_tutorials_check_says_what_it_shows(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert main(["check", "consent.toml"]) == 0
    assert capsys.readouterr().out in TUTORIAL.read_text()


def test_the_tutorials_visitor_allows_and_withdraws(shop: Path) -> None:
    client = client_of(loaded((shop / "main.py").read_text()).app)
    ours = {"sec-fetch-site": "same-origin"}

    assert set(client.get("/").cookies) == {"basket"}
    client.post("/privacy/choice", data={"decision": "reject", "next": "/"}, headers=ours)
    assert 'id="privacy-choices"' not in client.get("/").text
    give_consent(client, "analytics")
    assert set(client.get("/").cookies) == {"_ga", "basket"}
    client.post("/privacy/choice", data={"decision": "withdraw"}, headers=ours)
    assert "_ga" not in client.cookies
    assert client.get("/state").json() == {"counted": False}


def test_the_tutorials_own_test_passes_until_the_shop_sets_one_more(shop: Path) -> None:
    run = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:randomly", "test_shop.py"]

    passed = subprocess.run(run, capture_output=True, text=True, check=False)
    text = (shop / "main.py").read_text()
    set_basket = '    response.set_cookie("basket", "7", max_age=7200)\n'
    (shop / "main.py").write_text(
        text.replace(set_basket, set_basket + '    response.set_cookie("more", "1")\n')
    )
    failed = subprocess.run(run, capture_output=True, text=True, check=False)

    assert "1 passed" in passed.stdout, passed.stdout + passed.stderr
    assert "undeclared cookie 'more'" in failed.stdout


def test_the_cookie_can_be_verified_with_what_the_reference_shows() -> None:
    settings = ConsentSettings(base_url="https://www.example.org", **SOMEBODY)
    site = ConsentSite(settings, ["an older key of more than thirty-two characters", KEY])
    cookie = site.seal.seal(Answer("abc", 20_781, ("abcdef",)))
    is_genuine = loaded(code(COOKIES, "python")[0]).is_genuine

    assert is_genuine(cookie, KEY, "www.example.org")
    assert not is_genuine(cookie.replace("20781", "20782"), KEY, "www.example.org")
    assert not is_genuine(cookie, KEY, "example.org")


def test_one_declaration_in_toml_and_in_python_is_the_same() -> None:
    written = ConsentSettings.model_validate(tomllib.loads(code(SETTINGS, "toml")[0]))

    assert loaded(code(SETTINGS, "python")[0]).settings == written


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_every_declaration_can_be_served(block: Block) -> None:
    raw = {**SOMEBODY, **tomllib.loads(block.code)}

    faults = lint(ConsentSettings.model_validate(raw), WRITTEN, shipped_languages())

    assert [str(fault) for fault in faults if fault.is_error] == []


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_every_program_is_python(block: Block) -> None:
    assert ast.parse(block.code).body


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    astray = [link for link in links(page) if "://" not in link and not leads_somewhere(page, link)]

    assert astray == []


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, fragment = link.partition("#")
    target = (page.parent / path) if path else page
    return target.exists() and (not fragment or (target.suffix == ".md" and fragment in anchors(target)))


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    ahead = [README]
    while ahead:
        page = ahead.pop()
        if page not in seen:
            seen.add(page)
            targets = (page.parent / link.partition("#")[0] for link in links(page) if "://" not in link)
            ahead += [target.resolve() for target in targets if target.suffix == ".md" and target.exists()]

    assert set(PAGES) - seen == set()
