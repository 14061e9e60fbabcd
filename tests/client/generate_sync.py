"""The client that blocks, made from the one for asyncio: `python -m tests.client.generate_sync` writes it.

Only `asynchronous*.py` are edited by hand; a test fails where the others are not what this module makes of them.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

CLIENT = Path(__file__).parents[2] / "service" / "client"
MODULES = {"asynchronous": "synchronous", "asynchronous_debates": "synchronous_debates"}
_NAMES = {
    "AsyncClient as AsyncHttpClient": "Client as HttpClient",
    "AsyncHttpClient": "HttpClient",
    "AsyncClient": "Client",
    "AsyncBaseTransport": "BaseTransport",
    "AsyncDebates": "Debates",
    "asynchronous_debates": "synchronous_debates",
    "Awaitable[httpx.Response]": "httpx.Response",
    "Awaitable, ": "",
    "AsyncIterator": "Iterator",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "aclose": "close",
    "aiter_lines": "iter_lines",
    "aread": "read",
    "asyncio.sleep": "time.sleep",
    "an `async with`": "a `with`",
}
_TITLE = '"""What blocks, made of `%s.py` by `python -m tests.client.generate_sync`: edit that one."""'


def blocking(module: str) -> str:
    """The module's text without `async` and `await`."""
    source = (CLIENT / f"{module}.py").read_text("utf-8")
    text = re.sub(r'\A""".*?"""', _TITLE % module, source, count=1, flags=re.DOTALL)
    text = text.replace("import asyncio\n", "")
    for name, twin in _NAMES.items():
        text = re.sub(rf"(?<![\w`]){re.escape(name)}" + (r"(?!\w)" if name[-1].isalnum() else ""), twin, text)
    text = re.sub(r"\b(?:async|await)\s+", "", without_brackets(text))
    ast.parse(text)
    return formatted(text)


def without_brackets(text: str) -> str:
    """`(await x).y` -> `await x.y`: brackets that only `await` needs.

    >>> without_brackets("return (await send(a(b))).text")
    'return await send(a(b)).text'
    """
    while found := re.search(r"(?<!\w)\(await ", text):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        text = f"{text[: found.start()]}await {text[found.end() : end - 1]}{text[end:]}"
    return text


def formatted(text: str) -> str:
    """As `make format` leaves it, imports sorted."""
    ruff = str(Path(sys.executable).with_name("ruff"))
    for command in (["check", "--fix", "--quiet", "--select", "I"], ["format", "--quiet"]):
        name = ["--stdin-filename", str(CLIENT / "synchronous.py"), "-"]
        text = subprocess.run([ruff, *command, *name], input=text, capture_output=True, text=True, check=True).stdout
    return text


def main() -> None:
    for module, made in MODULES.items():
        (CLIENT / f"{made}.py").write_text(blocking(module), "utf-8")


if __name__ == "__main__":
    main()
