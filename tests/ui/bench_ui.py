"""How fast the page is with large maps, beside Cytoscape.js with dagre on the same maps: `python -m tests.ui.bench_ui`.

Ready: from navigation to the second frame after drawing, everything unfolded; the median of five cold loads. An action:
from the event to the end of the next frame; the median of its repetitions. Served by a bare server, so that the
database has no part in it.
"""

from __future__ import annotations

import json
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Response
from playwright.sync_api import Browser, Page

from service.domain.argument_map import parse_map
from service.domain.brief import template_brief
from service.domain.meaning import meaning_of
from service.ui.routes import mount_ui
from tests.ui.browser import MISSING_BROWSER, ROOT, chromium, find_chromium
from tests.ui.maps import large_map

SIZES = (60, 1500)
LOADS = 5
GOALS = {"ready": 500, "fold": 50, "select": 50, "filter": 80}
LIBRARIES = {
    "cytoscape.js": "tests/node_modules/cytoscape/dist/cytoscape.min.js",
    "dagre.js": "tests/node_modules/dagre/dist/dagre.min.js",
    "cytoscape-dagre.js": "tests/node_modules/cytoscape-dagre/dist/cytoscape-dagre.js",
}

# The time of the second frame after the first card, or the first sentence of the brief, was drawn; a promise, since the
# page's policy forbids polling.
WATCH = """
window.benchReady = new Promise((tell) => {
  window.benchDrawn = () => requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now())));
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.map .card, .brief .told')) return;
    observer.disconnect();
    window.benchDrawn();
  }).observe(document, {childList: true, subtree: true});
});
"""

# The time from calling `act` to the end of the frame that shows its result.
TIMED = """
async (act) => {
  await new Promise((done) => setTimeout(done, 120));
  const start = performance.now();
  act();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}
"""

OURS = {
    "fold": "() => document.querySelector('.map [data-fold=u1]')"
    ".dispatchEvent(new MouseEvent('click', {bubbles: true}))",
    "select": "() => { const cards = document.querySelectorAll('.map .card:not(.is-selected)');"
    " cards[cards.length >> 1].dispatchEvent(new MouseEvent('click', {bubbles: true})); }",
    "filter": "() => document.querySelector('.filters [data-holder=v2]').click()",
}

CYTOSCAPE = """<!doctype html><meta charset="utf-8"><div id="cy" style="position:absolute;inset:0"></div>
<script src="/lib/cytoscape.js"></script><script src="/lib/dagre.js"></script>
<script src="/lib/cytoscape-dagre.js"></script>
<script>
const LAYOUT = {name: 'dagre', rankDir: 'LR', animate: false, fit: false};
fetch(`/v1/maps/${location.hash.slice(1)}/meaning`).then((answer) => answer.json()).then(({map}) => {
  const elements = map.units.map((u) => ({data: {id: u.id, label: u.text, holder: u.perspective}}))
    .concat(map.relations.map((r) => ({data: {id: r.id, source: r.target, target: r.sources[0]}})));
  window.cy = cytoscape({container: document.getElementById('cy'), elements, layout: LAYOUT, style: [
    {selector: 'node', style: {shape: 'round-rectangle', width: 240, height: 100, label: 'data(label)',
      'text-wrap': 'wrap', 'text-max-width': 220, 'text-valign': 'center', 'background-color': '#dde'}},
    {selector: 'edge', style: {'curve-style': 'bezier', 'target-arrow-shape': 'triangle'}},
    {selector: '.dim', style: {opacity: 0.2}}, {selector: ':selected', style: {'border-width': 4}}]});
  window.benchDrawn();
});
</script>"""

THEIRS = {
    "fold": "() => { if (window.cut) { window.cut.restore(); window.cut = null; } else "
    "window.cut = cy.$('#u1').successors().remove(); cy.layout(LAYOUT).run(); }",
    "select": "() => { cy.$(':selected').unselect();"
    " cy.nodes()[Math.floor(Math.random() * cy.nodes().length)].select(); }",
    "filter": "() => cy.nodes('[holder = \"v2\"]').toggleClass('dim')",
}


def main() -> int:
    """Prints a table; exit code 1 where a goal is missed."""
    if find_chromium() is None:
        print(f"bench of the page left out: {MISSING_BROWSER}")
        return 0
    compared = all((ROOT / path).exists() for path in LIBRARIES.values())
    missed = []
    with _server() as address, chromium() as browser:
        print(f"{'':26}{'ready':>9}{'fold':>9}{'select':>9}{'filter':>9}   (ms)")
        for size in SIZES:
            ours = _measure(browser, f"{address}/#/map/m{size}?view=map&fold=all", OURS)
            print(_row(f"argmap, {size} claims", ours))
            brief = _measure(browser, f"{address}/#/map/m{size}", {})
            print(_row("  its first screen (brief)", brief))
            if size == max(SIZES):
                missed = [name for name, goal in GOALS.items() if ours[name] > goal or brief.get(name, 0) > goal]
            if compared:
                theirs = _measure(browser, f"{address}/cytoscape#m{size}", THEIRS)
                print(_row(f"cytoscape + dagre, {size}", theirs))
                print(_row("  ratio", {name: theirs[name] / ours[name] for name in ours}))
        if not compared:
            print("comparison left out: run `npm --prefix tests ci` for Cytoscape.js")
    print(_row("goals at 1,500", {name: float(goal) for name, goal in GOALS.items()}))
    if missed:
        print(f"missed: {', '.join(missed)}")
    return 1 if missed else 0


def _row(name: str, figures: dict[str, float]) -> str:
    return f"{name:26}" + "".join(f"{figures[key]:9.1f}" if key in figures else " " * 9 for key in GOALS)


def _measure(browser: Browser, url: str, actions: dict[str, str]) -> dict[str, float]:
    readiness = []
    figures: dict[str, float] = {}
    for load in range(LOADS):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        readiness.append(float(page.evaluate("() => window.benchReady")))
        if load == LOADS - 1:
            figures = {name: _median_of(page, action) for name, action in actions.items()}
        context.close()
    return {"ready": statistics.median(readiness), **figures}


def _median_of(page: Page, action: str) -> float:
    return statistics.median(float(page.evaluate(f"({TIMED})({action})")) for _ in range(6))


def _with_meaning(map_: dict[str, Any]) -> bytes:
    parsed = parse_map(map_)
    said = {"meaning": meaning_of(parsed), "brief": template_brief(parsed)}
    return json.dumps({"map": map_} | {name: value.model_dump(mode="json") for name, value in said.items()}).encode()


@contextmanager
def _server() -> Iterator[str]:
    app = FastAPI()
    mount_ui(app)
    maps = {f"m{size}": _with_meaning(large_map(size, f"m{size}")) for size in SIZES}

    @app.get("/v1/maps/{map_id}/meaning")
    def one_map(map_id: str) -> Response:
        return Response(maps[map_id], media_type="application/json")

    @app.get("/v1/engines")
    def engines() -> dict[str, object]:
        return {"default": "offline", "available": ["offline"], "llm": {"configured": False, "model": None, "hint": ""}}

    @app.get("/cytoscape")
    def cytoscape() -> Response:
        return Response(CYTOSCAPE, media_type="text/html")

    @app.get("/lib/{name}")
    def library(name: str) -> Response:
        return Response((ROOT / LIBRARIES[name]).read_bytes(), media_type="text/javascript")

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
