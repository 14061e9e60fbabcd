"""Makes the screenshots of docs/screenshots from a real server and a real Chromium: `python docs/make_screenshots.py`.

They show the sample that a language model made, so they do not change with the engines. For their look, Debian's
fonts-inter and fonts-noto-color-emoji help; it asks for none.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from service.pipeline.samples import MODEL_SAMPLE_ID  # noqa: E402
from tests.serving import served  # noqa: E402
from tests.ui.browser import chromium  # noqa: E402

TARGET = ROOT / "docs" / "screenshots"


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (address, _), chromium() as browser:
        sample = f"{address}/#/map/{MODEL_SAMPLE_ID}"
        shoot(browser, "brief", sample, open_a_sentence)
        shoot(browser, "issues", f"{sample}?view=issues")


def shoot(browser: Browser, name: str, url: str, act: Callable[[Page], None] = lambda _: None) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page.goto(url)
    page.locator(".brief .told, table.issues").first.wait_for()
    page.wait_for_timeout(400)
    act(page)
    page.wait_for_timeout(200)
    page.screenshot(path=TARGET / f"{name}.png")
    page.close()
    print(f"docs/screenshots/{name}.png")


def open_a_sentence(page: Page) -> None:
    page.locator(".told", has_text="What is the tunnel for?").locator(".sentence").click()


if __name__ == "__main__":
    main()
