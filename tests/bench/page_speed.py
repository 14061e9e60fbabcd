"""The page with 1,500 claims in headless Chromium, beside Cytoscape.js with dagre on the same map."""

from __future__ import annotations

from tests.ui import bench_ui


def run() -> None:
    bench_ui.main()
