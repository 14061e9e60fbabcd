"""How long a reader waits for a correction: a map of 1,000 claims, a real server, Chromium.

From the call that drafts it to the end of the frame that shows the map with it; the median of twenty of each kind,
made one on top of the other and then discarded. The map is as it opens. Where other work shares the machine, the least
of the twenty says more, and the processor time of the server and of all of Chromium together for one correction.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.serving import served
from tests.ui.browser import MISSING_BROWSER, chromium, find_chromium, import_map
from tests.ui.maps import large_map

CLAIMS, TIMES, GOAL = 1000, 20, 150
"""The goal: milliseconds of the median."""

KINDS = {
    "holder": "(n) => [{op: 'hold', id: `u${n}`, perspective: n % 5 === 1 ? 'v2' : 'v1'}]",
    "attitude": "(n) => [{op: 'hold', id: `u${n}`, attitude: 'doubts'}]",
    "link": "(n) => [{op: 'link', id: `u${n}`, kind: 'rebut', target: 'u0'}]",
    "unlink": "(n) => [{op: 'link', id: `u${n}`}]",
    "hold together": "(n) => [{op: 'link', id: `u${n}`, beside: 'r1'}]",
    "words": "(n, unit) => [{op: 'change', kind: 'unit', id: unit.id, value:"
    " {spans: [{start: unit.spans[0].start + 6, end: unit.spans[0].end}]}}]",
    "split": "(n, unit) => [{op: 'split', kind: 'unit', id: unit.id, at: unit.spans[0].start + 13}]",
    "merge": "(n) => [{op: 'merge', kind: 'unit', ids: [`u${n + 1}`], into: `u${n}`}]",
    "delete": "(n) => [{op: 'remove', kind: 'unit', id: `u${n}`}]",
    "main conclusion": "(n) => [{op: 'conclusion', id: `u${n}`}]",
    "rename a holder": "(n) => [{op: 'change', kind: 'perspective', id: 'v1', value: {label: `Voice ${n}`}}]",
}

MEASURED = """
async ([kind, times]) => {
  const version = document.querySelector('script[src*="first.js"]').src.replace('first.js', '');
  const { draftEdit, discardDraft } = await import(`${version}shell/saving.js`);
  const { modules } = await import(`${version}first.js`);
  const { store } = modules['shell/store.js'];
  const make = KINDS[kind];
  const waits = [];
  for (let i = 0; i < times; i++) {
    const n = 310 + 20 * i;
    const changes = make(n, store.state.base.units[n]);
    await new Promise((done) => setTimeout(done, 50));
    const start = performance.now();
    if (!(await draftEdit(kind, changes))) throw new Error(`${kind} ${n} was refused`);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    waits.push(performance.now() - start);
  }
  await discardDraft();
  return waits;
}
"""


def run() -> None:
    """Prints a table, and which goal is missed."""
    if find_chromium() is None:
        print(f"left out: {MISSING_BROWSER}")
        return
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (address, _), chromium() as browser:
        map_id = import_map(address, large_map(CLAIMS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/#/map/{map_id}?view=map")
        page.locator("html[data-ready=all]").wait_for(state="attached")
        print(f"{CLAIMS:,} claims{'median':>14}{'least':>8}{'longest':>9}{'of a core':>11}   (ms)", flush=True)
        missed = [kind for kind in KINDS if _measure(page, kind) > GOAL]
    print(f"goal: {GOAL}" + (f"; missed: {', '.join(missed)}" if missed else ""))


def _measure(page: Page, kind: str) -> float:
    kinds = "{" + ", ".join(f"{name!r}: {make}" for name, make in KINDS.items()) + "}"
    before = _milliseconds_used()
    waits = page.evaluate(MEASURED.replace("KINDS", kinds), [kind, TIMES])
    used = (_milliseconds_used() - before) / TIMES
    median = statistics.median(waits)
    print(f"{kind:18}{median:8.0f}{min(waits):8.0f}{max(waits):9.0f}{used:11.0f}", flush=True)
    return median


def _milliseconds_used() -> float:
    """Of a core, by all processes below this one: the server with its children, the browser."""
    used, waiting = 0.0, [os.getpid()]
    while waiting:
        folder = Path(f"/proc/{waiting.pop()}")
        for task in folder.glob("task/*"):
            waiting += map(int, (task / "children").read_text().split())
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used * 1000 / os.sysconf("SC_CLK_TCK")
