"""Imports that are made to cost: each is read (or refused) in linear time, and stores no more than it says."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable

import pytest

from service.errors import FormatError
from service.formats import import_map

SECONDS = 3.0
"""Of the processor. Before they were linear, each of these took from ten seconds to minutes."""


def _aif_locution(size: int) -> str:
    nodes = [{"nodeID": "1", "type": "I", "text": "a"}, {"nodeID": "2", "type": "L", "text": " " * size}]
    nodes.append({"nodeID": "3", "type": "YA", "text": "Asserting"})
    edges = [{"fromID": "2", "toID": "3"}, {"fromID": "3", "toID": "1"}]
    return json.dumps({"nodes": nodes, "edges": edges})


def _aif_star(size: int) -> str:
    """One scheme with very many premises."""
    nodes = [{"nodeID": str(number), "type": "I", "text": "a"} for number in range(size)]
    nodes.append({"nodeID": "s", "type": "RA", "text": ""})
    edges = [{"fromID": str(number), "toID": "s"} for number in range(1, size)] + [{"fromID": "s", "toID": "0"}]
    return json.dumps({"nodes": nodes, "edges": edges})


def _undercuts(size: int) -> str:
    """Each undercuts the one before, and the first has no target: all go, one after the other."""
    nodes = [{"nodeID": f"i{number}", "type": "I", "text": "a"} for number in range(size)]
    nodes += [{"nodeID": f"s{number}", "type": "CA", "text": ""} for number in range(size)]
    edges = [{"fromID": f"i{number}", "toID": f"s{number}"} for number in range(size)]
    edges += [{"fromID": f"s{number}", "toID": f"s{number - 1}"} for number in range(1, size)]
    return json.dumps({"nodes": nodes, "edges": edges})


CASES: dict[str, tuple[str, Callable[[], str]]] = {
    "argdown inference": ("argdown", lambda: "(1) [a]\n--" + " " * 4_500 + "x"),
    "argdown rule": ("argdown", lambda: "(1) [a]\n----" + " " * 50_000 + "x"),
    "argdown comments": ("argdown", lambda: "<!--" * 20_000),
    "argdown other comments": ("argdown", lambda: "/* " * 20_000),
    "argdown emphasis": ("argdown", lambda: "*a " * 20_000),
    "argdown equal titles": ("argdown", lambda: "\n\n".join("[a]: b {id: r}\n  + c" for _ in range(2_000))),
    "argdown holders": ("argdown", lambda: "\n\n".join(f"[a{n}]: b {{proponent: P{n}}}" for n in range(2_000))),
    "aif locution": ("aif", lambda: _aif_locution(8_000)),
    "aif star": ("aif", lambda: _aif_star(8_000)),
    "aif undercuts": ("aif", lambda: _undercuts(4_000)),
}


@pytest.mark.parametrize("case", CASES)
def test_in_linear_time(case: str) -> None:
    format_, make = CASES[case]
    text = make()
    begun = time.thread_time()
    with contextlib.suppress(FormatError):
        import_map(text, format_)
    assert time.thread_time() - begun < SECONDS


def test_aliases_in_argdown_data_are_refused() -> None:
    """335 bytes like these stored 25 MB."""
    levels = "".join(f", l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 8))
    with pytest.raises(FormatError, match="aliases"):
        import_map(f"[a]: b {{l0: &l0 [x, x]{levels}, proponent: *l7}}", "argdown")


def test_aliases_in_argdown_front_matter_are_refused() -> None:
    with pytest.raises(FormatError, match="aliases"):
        import_map("===\na: &a [x]\ntitle: *a\n===\n\n[a]: b\n", "argdown")


def test_nested_front_matter_is_left_out_and_scalars_are_read() -> None:
    imported = import_map("===\nmodel:\n  mode: strict\ntitle: Trams\n===\n\n[a]: They stay.\n", "argdown")
    assert imported.map.document.title == "Trams"


def test_a_holder_that_is_no_plain_value_is_nobody() -> None:
    imported = import_map("[a]: They stay. {proponent: {x: y}}\n", "argdown")
    assert [item.label for item in imported.map.perspectives] == ["The author"]


def test_an_import_of_too_many_claims_is_refused() -> None:
    with pytest.raises(FormatError, match="more than"):
        import_map("\n\n".join(f"claim {number}" for number in range(20_001)), "argdown")
