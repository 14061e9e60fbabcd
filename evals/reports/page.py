"""One self-contained HTML page: no other file, no network, nothing that runs but the page's own script."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def html_page(data: dict[str, Any], earlier: dict[str, Any] | None = None) -> str:
    """The page for a report's data. `earlier`: data of another run; its differences are shown."""
    script = (HERE / "page.js").read_text("utf-8")
    style = (HERE / "page.css").read_text("utf-8")
    page = (HERE / "page.html").read_text("utf-8")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    parts = {"POLICY": policy, "STYLE": style, "DATA": _data({"now": data, "earlier": earlier}), "SCRIPT": script}
    for name, text in parts.items():
        page = page.replace(f"<!--{name}-->", text)
    return page


def _data(value: Any) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
