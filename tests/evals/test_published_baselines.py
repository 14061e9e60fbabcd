"""The scorer gives the published figures of predictions that anybody can rebuild."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from evals.metrics.labels import Edge, Labels
from evals.metrics.pairing import pair
from evals.metrics.registry import metric
from evals.suites import Suite, load_suite
from tests.corpora import needs_corpora, path_of


def attach(labels: Labels, *, to_previous: bool) -> Labels:
    """The gold's units, each but the first attached to the one before it, or to the first."""
    names = [unit.id for unit in labels.units]
    heads = names if to_previous else [names[0]] * len(names)
    edges = tuple(Edge(name, head, "support") for name, head in zip(names[1:], heads, strict=False))
    return dataclasses.replace(labels, edges=edges, chained=edges, conclusion=names[0])


def score(suite: Suite, metric_id: str, *, to_previous: bool) -> float:
    measured = metric("microtexts", metric_id)
    pairs = [pair(item.labels, attach(item.labels, to_previous=to_previous)) for item in suite.documents]
    return float(measured.score.value(np.sum([measured.count(item) for item in pairs], axis=0)))


@needs_corpora
def test_microtexts_attach_to_first_and_to_previous() -> None:
    suite = load_suite(f"microtexts={path_of('microtexts_part1_en')}")
    assert len(suite.documents) == 112
    assert score(suite, "edge_f1", to_previous=False) == pytest.approx(0.384, abs=0.0005)
    assert score(suite, "edge_f1", to_previous=True) == pytest.approx(0.409, abs=0.0005)


def row(name: str, pieces: list[str], relations: list[tuple[str, str, str, str, str]], central: str) -> str:
    """A line of a corpus: relations are (id, source, kind, target, flat target)."""
    units, at = [], 0
    for number, piece in enumerate(pieces, start=1):
        unit = {"id": f"a{number}", "start": at, "end": at + len(piece), "text": piece, "role": "premise"}
        units.append(unit | {"central": f"a{number}" == central})
        at += len(piece) + 1
    listed = [
        {
            "id": key,
            "source": source,
            "target": target,
            "kind": kind,
            "flat": {"target": flat, "kind": "support" if kind in ("support", "linked") else "attack"},
        }
        for key, source, kind, target, flat in relations
    ]
    fields = {"id": name, "text": " ".join(pieces), "units": units, "relations": listed, "attributions": []}
    return json.dumps(fields)


PIECES = ["Trams pay.", "They carry many.", "Tickets sell well.", "Tracks cost a lot."]


@pytest.fixture
def small(tmp_path: Path) -> Suite:
    """Two texts: in the first a2 and a3 support a1 together and a4 undercuts that; the second is a chain."""
    lines = [
        row(
            "one",
            PIECES,
            [
                ("c1", "a2", "support", "a1", "a1"),
                ("c2", "a3", "linked", "c1", "a2"),
                ("c3", "a4", "undercut", "c1", "a2"),
            ],
            "a1",
        ),
        row(
            "two",
            PIECES,
            [
                ("c1", "a2", "support", "a1", "a1"),
                ("c2", "a3", "attack", "a2", "a2"),
                ("c3", "a4", "support", "a3", "a3"),
            ],
            "a1",
        ),
    ]
    path = tmp_path / "small.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return load_suite(f"microtexts={path}")


def test_small_texts_attach_to_first_and_to_previous(small: Suite) -> None:
    """Linked premises lead to the target (a3 -> a1), an undercut to the source of what it attacks (a4 -> a2)."""
    assert score(small, "edge_f1", to_previous=False) == pytest.approx(3 / 6)  # a2, a3 of one; a2 of two
    assert score(small, "edge_f1", to_previous=True) == pytest.approx(4 / 6)  # a2 of one; all of two


def test_small_texts_with_chained_premises(small: Suite) -> None:
    """In evidence graphs the linked premise hangs on the first one (a3 -> a2)."""
    assert score(small, "chained_edge_f1", to_previous=False) == pytest.approx(2 / 6)
    assert score(small, "chained_edge_f1", to_previous=True) == pytest.approx(5 / 6)


def test_levels_of_attach_to_previous_by_hand(small: Suite) -> None:
    assert score(small, "cc_macro_f1", to_previous=True) == 1.0
    # 24 ordered pairs: 5 of 6 attachments right, 1 wrong each way; F1 5/6 and 17/18
    assert score(small, "at_macro_f1", to_previous=True) == pytest.approx((5 / 6 + 17 / 18) / 2)
    # all functions but the two attacks are called right: central 1, support 4 of 6 predicted, attack 0
    assert score(small, "fu_macro_f1", to_previous=True) == pytest.approx((1 + 8 / 10 + 0) / 3)
