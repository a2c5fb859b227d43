"""Every dark pattern that a page can have, measured in Chromium, and in `make soak` in Firefox too.

`make patterns` measures in both and writes the report.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from selenium.webdriver import Firefox

from tests.browser.conftest import Campaign
from tests.browser.patterns import PATTERNS, Pattern
from tests.browser.seats import ChromiumSeat, FirefoxSeat, Seat, firefox
from tests.conftest import NewPage

REPORT = Path(__file__).parents[2] / "docs" / "explanation" / "dark-patterns.md"
ROW = "| {row} | {about} | {limit} | {chromium} | {firefox} |"


@pytest.fixture(scope="module")
def start_firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Firefox]]:
    """Starts one Firefox, the first time that it is asked for."""
    with ExitStack() as opened:
        yield cache(lambda: opened.enter_context(firefox(tmp_path_factory.mktemp("firefox"), signal=False)))


@pytest.fixture(params=["chromium", pytest.param("firefox", marks=pytest.mark.soak)])
def seat(
    request: pytest.FixtureRequest,
    campaign: Campaign,
    new_page: NewPage,
    start_firefox: Callable[[], Firefox],
) -> Seat:
    if request.param == "chromium":
        return ChromiumSeat(new_page(reduced_motion="reduce"))
    driver = start_firefox()
    driver.get(f"{campaign.site}/static/site.css")
    driver.delete_all_cookies()
    return FirefoxSeat(driver)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: f"{pattern.row} {pattern.about}")
def test_a_dark_pattern_is_within_its_limit(seat: Seat, campaign: Campaign, pattern: Pattern) -> None:
    found = pattern.measure(seat, campaign)

    if os.environ.get("CONSENT_REPORT"):
        note("chromium" if isinstance(seat, ChromiumSeat) else "firefox", pattern, found.measured)
    assert found.good, found.measured


def note(browser: str, pattern: Pattern, measured: str) -> None:
    """Write one figure into its row of the report."""
    text = REPORT.read_text()
    line = next((line for line in text.splitlines() if line.startswith(f"| {pattern.row} |")), None)
    cells = re.split(r" \| ", line.strip("| ")) if line else [pattern.row, "", "", "", ""]
    figures = {"chromium": cells[3], "firefox": cells[4], browser: measured}
    row = ROW.format(row=pattern.row, about=pattern.about, limit=pattern.limit, **figures)
    REPORT.write_text(text.replace(line, row) if line else text.rstrip("\n") + f"\n{row}\n")


def test_the_report_has_a_row_for_every_pattern() -> None:
    rows = re.findall(r"^\| (D\d+) \|.*\| [^|]+ \| [^|]+ \|$", REPORT.read_text(), re.MULTILINE)

    assert set(rows) >= {pattern.row for pattern in PATTERNS}
