"""Makes the screenshots of docs/screenshots from a real server and a real Chromium: `python docs/make_screenshots.py`.

The maps are the hand-made ones of the UI's tests, and the sample that a language model made: the pictures do not
change with the engines. For their look, Debian's fonts-inter and fonts-noto-color-emoji help; it asks for none.
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
from tests.ui.browser import argmap_server, chromium, import_map  # noqa: E402
from tests.ui.maps import bridge_map, strike_map  # noqa: E402

TARGET = ROOT / "docs" / "screenshots"
DESK = (1440, 900)
PHONE = (390, 844)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, argmap_server(Path(folder)) as address, chromium() as browser:
        map_id = import_map(address, bridge_map())
        page = f"{address}/#/map/{map_id}"
        shoot(browser, "start", f"{address}/", DESK, act=wait_for_the_sample)
        two_sided = f"{address}/#/map/{MODEL_SAMPLE_ID}"
        shoot(browser, "brief", two_sided, DESK, act=open_a_sentence)
        shoot(browser, "phone-brief", two_sided, PHONE)
        shoot(browser, "issues", f"{two_sided}?view=issues", DESK)
        shoot(browser, "issues-dark", f"{two_sided}?view=issues", DESK, dark=True)
        shoot(browser, "phone-issues", f"{two_sided}?view=issues", PHONE)
        shoot(browser, "map", f"{page}?view=map", DESK)
        shoot(browser, "map-dark", f"{page}?view=map&at=u8", DESK, dark=True)
        shoot(browser, "outline", f"{page}?view=outline&at=u6", DESK)
        shoot(browser, "perspectives", f"{page}?view=perspectives&at=u6", DESK)
        shoot(browser, "correction", f"{page}?view=map&at=u9", DESK, act=correct)
        doubts = f"{address}/#/map/{import_map(address, strike_map())}"
        shoot(browser, "doubt", f"{doubts}?view=map&at=u2", DESK)
        shoot(browser, "sides-dark", f"{doubts}?view=perspectives", DESK, dark=True, act=make_room)
        shoot(browser, "phone", f"{page}?view=map&at=u6", PHONE)
        shoot(browser, "phone-outline", f"{page}?view=outline", PHONE)


def shoot(
    browser: Browser,
    name: str,
    url: str,
    size: tuple[int, int],
    *,
    dark: bool = False,
    act: Callable[[Page], None] | None = None,
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(url)
    page.locator(".brief .told, .map .card, .map-list li, .outline li, .board section, table.issues").first.wait_for()
    page.wait_for_timeout(400)
    if act:
        act(page)
        page.wait_for_timeout(200)
    page.screenshot(path=TARGET / f"{name}.png")
    context.close()
    print(f"docs/screenshots/{name}.png")


def open_a_sentence(page: Page) -> None:
    page.locator(".told", has_text="What is the tunnel for?").locator(".sentence").click()


def wait_for_the_sample(page: Page) -> None:
    """The picture shows the sample as a visitor finds it: mapped."""
    for _ in range(60):
        if not page.get_by_text("waiting", exact=True).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
        page.locator(".map-list li").first.wait_for()


def correct(page: Page) -> None:
    """A correction in progress: one holder changed, a link being aimed."""
    page.locator("#detail details.correct summary").click()
    page.get_by_label("Who holds it").select_option("okafor")
    page.get_by_role("button", name="Choose in the view").click()


def make_room(page: Page) -> None:
    page.get_by_role("button", name="More room").click()


if __name__ == "__main__":
    main()
