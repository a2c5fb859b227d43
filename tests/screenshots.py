"""Pictures of every page in screenshots/, for people to look at: `make screenshots`, or one by one with `-k WORD`.

Each page in both directions, at three widths, in the dark, with forced colours and without scripts; each as the
viewport shows it and as a whole.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from tests.browser.lantern import LANGUAGES, declaration, lantern_site
from tests.browser.subjects import SUBJECTS, Sites
from tests.conftest import chromium_program, uvicorn_on_a_thread
from tests.examples.programs import program, wait_for_line

FOLDER = Path(__file__).parents[1] / "screenshots"

VIEWPORTS = {"320": (320, 640), "768": (768, 1024), "1440": (1440, 900)}
PHONE, DESK = VIEWPORTS["320"], VIEWPORTS["1440"]
LOOKS: dict[str, dict[str, Any]] = {
    **{name: {"viewport": size} for name, size in VIEWPORTS.items()},
    "320-dark": {"viewport": PHONE, "color_scheme": "dark"},
    "1440-dark": {"viewport": DESK, "color_scheme": "dark"},
    "1440-forced-colours": {"viewport": DESK, "forced_colors": "active"},
    "320-without-scripts": {"viewport": PHONE, "java_script_enabled": False},
    "1440-without-scripts": {"viewport": DESK, "java_script_enabled": False},
}


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application on a thread until the block ends; returns its base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2)
        with uvicorn_on_a_thread(config, listener):
            yield f"http://localhost:{listener.getsockname()[1]}"


def photograph(browser: Browser, sites: Sites, wanted: str) -> Iterator[Path]:
    """Take every picture whose name holds `wanted`."""
    for subject, approach in SUBJECTS.items():
        for language in LANGUAGES:
            for look, options in LOOKS.items():
                file = FOLDER / f"{subject}-{language}-{look}.png"
                if wanted not in file.name:
                    continue
                width, height = options["viewport"]
                rest = {name: value for name, value in options.items() if name != "viewport"}
                context = browser.new_context(viewport={"width": width, "height": height}, **rest)
                page = context.new_page()
                approach(page, sites, language)
                page.screenshot(path=file)
                # Banner and bar stick to the edge of the viewport, so for the whole page the viewport grows to it.
                whole = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(height, whole)})
                page.screenshot(path=file.with_stem(file.stem + "-whole"))
                context.close()
                yield file


def main() -> None:
    """Start the sites and the browser, and take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument(
        "-k", dest="wanted", default="", metavar="WORD", help="only pictures with this in their name"
    )
    wanted = parser.parse_args().wanted
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as running:
        start = running.enter_context
        folder = Path(start(tempfile.TemporaryDirectory()))
        campaign = start(
            program("examples.campaign", "--port", "0", "--third-party-port", "0", folder=folder)
        )
        sites = Sites(
            campaign=wait_for_line(campaign, "Campaign site:"),
            third_party=wait_for_line(campaign, "Stand-in third party:"),
            before=start(served(lantern_site(declaration(without="outreach")))),
            after=start(served(lantern_site(declaration()))),
        )
        chromium = start(sync_playwright()).chromium
        browser = chromium.launch(
            executable_path=chromium_program(),
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to sandbox itself as root.
            args=["--disable-gpu", "--no-first-run"],
        )
        running.callback(browser.close)
        count = sum(1 for _ in photograph(browser, sites, wanted))
    print(f"{count} pictures in {FOLDER.name}/")


if __name__ == "__main__":
    try:
        main()
    except pytest.fail.Exception as missing:
        sys.exit(str(missing))
