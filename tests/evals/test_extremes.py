"""Gold as its own prediction is perfect, nothing scores nothing, and shuffled maps land between."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.engines import Prediction
from evals.metrics.labels import NOTHING, Labels
from evals.metrics.viewing import labels_of
from evals.running import score_document, score_labels
from evals.suites import Suite, load_suite, suite_names
from service.domain.argument_map import ArgumentMap
from service.domain.issue_settling import settle_issues
from service.domain.normalisation import normalise_roles


def scores(suite: Suite, predicted: dict[str, Labels]) -> dict[str, float]:
    scored = [score_labels(suite, item, predicted[item.id], Prediction(None)) for item in suite.documents]
    return {
        metric.id: float(metric.score.value(np.sum([item.counts[metric.id] for item in scored], axis=0)))
        for metric in suite.metrics
    }


def corpus(name: str, tmp_path: Path) -> Suite:
    """One made-up document of a corpus, with something for each of its metrics to judge."""
    text = "Ann said rain helps. Farms need it. Towns do not. It floods."
    span = {"source": (0, 3), "cue": (4, 8), "content": (9, 19)}
    places = [(0, 20), (21, 34), (35, 48)]
    roles = ["claim", "premise", "premise"]
    row = {
        "id": "one",
        "text": text,
        "meta": {"sentences": [*places, (49, 59)]},
        "units": [
            {"id": f"u{number}", "start": start, "end": end, "role": role, "central": number == 0}
            for number, ((start, end), role) in enumerate(zip(places, roles, strict=True))
        ],
        "relations": [
            {
                "id": f"r{source}",
                "source": f"u{source}",
                "target": "u0",
                "kind": kind,
                "flat": {"target": "u0", "kind": kind},
            }
            for source, kind in ((1, "support"), (2, "attack"))
        ],
        "attributions": [{"id": "a", **{part: {"start": start, "end": end} for part, (start, end) in span.items()}}],
    }
    path = tmp_path / f"{name}.jsonl"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    return load_suite(f"{name}={path}")


@pytest.fixture(params=["map", "microtexts", "argunsc", "polnear"])
def any_suite(request: pytest.FixtureRequest, suite: Suite, tmp_path: Path) -> Suite:
    return suite if request.param == "map" else corpus(request.param, tmp_path)


def test_gold_as_its_own_prediction_is_perfect(any_suite: Suite) -> None:
    found = scores(any_suite, {item.id: item.labels for item in any_suite.documents})
    assert found.pop("brief_coverage", 0.5) > 0  # a brief has no room for every question
    assert without_exchanges(found) == dict.fromkeys(without_exchanges(found), 1.0)


def without_exchanges(found: dict[str, float]) -> dict[str, float]:
    """The small suite has no concession and nothing that is only supposed."""
    return {name: value for name, value in found.items() if name not in ("concession_f1", "supposed_f1")}


def test_gold_maps_go_through_the_same_door_as_predictions(suite: Suite) -> None:
    for item in suite.documents:
        scored = score_document(suite, item, Prediction(item.map))
        assert scored.problems == ()
        assert scored.counts["labelled_edge_f1"][0] == len(item.labels.edges)


def test_no_map_scores_nothing(any_suite: Suite) -> None:
    found = without_exchanges(scores(any_suite, {item.id: NOTHING for item in any_suite.documents}))
    assert found == dict.fromkeys(found, 0.0)


def test_an_empty_but_valid_map_scores_nothing_but_validity_and_what_needs_no_unit(suite: Suite) -> None:
    empty = {item.id: Labels(blocks=item.labels.blocks) for item in suite.documents}
    found = scores(suite, empty)
    assert {name for name, value in found.items() if value > 0} == {"validity", "furniture_accuracy", "root_accuracy"}
    assert found["root_accuracy"] == pytest.approx(1 / 3)  # one of the three argues for nothing


def shuffled(map_: ArgumentMap, seed: int) -> ArgumentMap:
    """Heads, kinds, holders and conclusion dealt out anew; every third unit and attribution span moved or dropped."""
    dice = random.Random(seed)
    people = [item.id for item in map_.perspectives]
    attributions = [
        item.model_copy(update={"perspective": dice.choice(people), "source": item.cue if place % 2 else item.source})
        for place, item in enumerate(map_.attributions)
    ]
    held = {item.id: item.perspective for item in attributions}
    units = [
        unit.model_copy(update={"perspective": held[unit.attribution] if unit.attribution else "author"})
        for unit in map_.units[1:]
    ]
    names = [unit.id for unit in units]
    order = {name: place for place, name in enumerate(names)}
    relations = []
    for item in map_.relations:
        source = item.sources[0]
        earlier = [name for name in names if order[name] < order.get(source, 0)]
        if source in order and earlier and item.kind != "undercut":
            changed = {"sources": (source,), "target": dice.choice(earlier), "kind": dice.choice(["support", "rebut"])}
            relations.append(item.model_copy(update=changed))
    units, relations = normalise_roles(units, relations)
    values = {
        "attributions": [item.model_dump() for item in attributions],
        "units": [unit.model_dump() for unit in units],
        "relations": [item.model_dump() for item in relations],
        "issues": [issue.model_dump() for issue in settle_issues(map_.issues, units, map_.perspectives).issues],
        "conclusion": None,
    }
    return ArgumentMap.model_validate(map_.model_dump() | values)


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_maps_land_between(suite: Suite, seed: int) -> None:
    found = scores(suite, {item.id: labels_of(shuffled(item.map, seed)) for item in suite.documents if item.map})
    for name in ("unit_f1", "source_exact_f1", "who_says_what_f1", "holder_accuracy", "root_accuracy"):
        assert 0 < found[name] < 1, name
    for name in ("head_accuracy", "edge_f1", "labelled_edge_f1"):
        assert found[name] < 1, name


def stirred(labels: Labels, seed: int) -> Labels:
    """A third of everything is left as it is, the rest cut, dropped or dealt out anew."""
    dice = random.Random(seed)

    def keep(value: Any, *others: Any) -> Any:
        return value if dice.random() < 0.33 else dice.choice(others)

    people = [item.id for item in labels.holders]
    names = [unit.id for unit in labels.units]
    units = tuple(
        dataclasses.replace(
            unit,
            words=keep(unit.words, frozenset(sorted(unit.words)[1:]) or unit.words),
            role=keep(unit.role, "premise", "conclusion"),
            holder=keep(unit.holder, *people),
        )
        for unit in labels.units
        if dice.random() < 0.9
    )
    edges = tuple(
        dataclasses.replace(
            edge, target=keep(edge.target, *names), kind=keep(edge.kind, "support", "rebut", "undercut")
        )
        for edge in labels.edges
    )
    attributions = tuple(
        dataclasses.replace(
            item,
            holder=keep(item.holder, *people),
            source=keep(item.source, item.cue),
            cue=keep(item.cue, item.source, None),
            content=keep(
                item.content, item.content[:1], tuple((start, (start + end) // 2) for start, end in item.content)
            ),
            attitude=keep(item.attitude, "asserts", "denies"),
            within=keep(item.within, None),
        )
        for item in labels.attributions
        if dice.random() < 0.9
    )
    issues = tuple(
        dataclasses.replace(
            issue,
            positions=tuple((who, keep(held, held[1:], held[:1])) for who, held in issue.positions),
            contrasts={pair: keep(kind, "rival", "compatible", "same") for pair, kind in issue.contrasts.items()},
        )
        for issue in labels.issues
    )
    left = {item.id for item in attributions}
    return dataclasses.replace(
        labels,
        units=units,
        edges=edges,
        issues=issues,
        attributions=tuple(
            item if item.within in left else dataclasses.replace(item, within=None) for item in attributions
        ),
        conclusion=keep(labels.conclusion, *names[:3], None),
        replies=frozenset(pair for pair in labels.replies if dice.random() < 0.7),
        granted=labels.granted | frozenset(names[:1]),
        supposed=labels.supposed | frozenset(names[-1:]),
        blocks=tuple(dataclasses.replace(block, kind=keep(block.kind, "body", "furniture")) for block in labels.blocks),
    )


def judged(suite: Suite, predicted: dict[str, Labels]) -> dict[str, float]:
    """The scores, without those of issues and suppositions where no gold of the suite has any."""
    labelled = any(item.labels.issues for item in suite.documents)
    issues = {metric.id for metric in suite.metrics if metric.family == "issues"}
    supposed = any(item.labels.supposed for item in suite.documents)
    left_out = (set() if labelled else issues) | (set() if supposed else {"supposed_f1"})
    return {name: value for name, value in scores(suite, predicted).items() if name not in left_out}


@pytest.mark.parametrize("name", suite_names())
def test_the_projects_own_gold_is_perfect_nothing_is_zero_and_stirred_gold_lies_between(name: str) -> None:
    suite = load_suite(name)
    perfect = judged(suite, {item.id: item.labels for item in suite.documents})
    assert 0.4 < perfect.pop("brief_coverage") < 0.8  # a brief has no room for every question
    assert perfect == dict.fromkeys(perfect, 1.0)
    nothing = judged(suite, {item.id: NOTHING for item in suite.documents})
    assert nothing == dict.fromkeys(nothing, 0.0)
    for seed in range(3):
        found = judged(suite, {item.id: stirred(item.labels, seed) for item in suite.documents})
        del found["validity"]  # of maps, which labels have no part in
        assert {key: value for key, value in found.items() if not 0 < value < 1} == {}


def test_a_swapped_holder_is_wrong_however_well_the_rest_fits(suite: Suite) -> None:
    """Holders are known by their names in the text, so a swap cannot be undone by relabelling."""
    swap = {"v1": "v2", "v2": "v1"}
    predicted = {
        item.id: dataclasses.replace(
            item.labels,
            units=tuple(
                dataclasses.replace(unit, holder=swap.get(unit.holder, unit.holder)) for unit in item.labels.units
            ),
        )
        for item in suite.documents
    }
    found = scores(suite, predicted)
    assert found["holder_accuracy"] < 0.75
    assert found["others_kept"] == 1.0  # no leak: it is still not the author's
