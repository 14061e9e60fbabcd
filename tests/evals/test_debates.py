"""Debates: what a labelled sheet must keep, what each metric sees of a hand-made case, and gates that trip."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from evals.cli import eval_command
from evals.debate_suite.agreement import debate_agreement
from evals.debate_suite.given import digests_of
from evals.debate_suite.predicting import DebateFolderPredictor, DebatePrediction, save_debates
from evals.debate_suite.running import run_debates
from evals.debate_suite.sheets import DebateSheet, problems_of
from evals.debate_suite.suite import DebateSuite, load_debates
from evals.fingerprints import METRICS, debate_scorer_fingerprint, scorer_fingerprint
from evals.metrics.debates.examples import example_gold
from evals.metrics.debates.labels import NOTHING, AnswerLabels, ChangeLabels, DebateLabels, MentionLabels
from evals.metrics.debates.pairing import pair_debates
from evals.metrics.debates.registry import DEBATE_METRICS
from service.errors import InputError
from service.pipeline.debates.direct import debate_of
from tests.debated import article

TEXTS = {"d1": "Fees work. The tax is fair.", "d2": "Ann says fees work. Ben says they do not."}
SHEET: dict[str, Any] = {
    "actors": [{"id": "ann", "label": "Ann", "kind": "person"}, {"id": "ben", "label": "Ben", "kind": "person"}],
    "issues": [{"id": "i0", "question": "Do fees work?"}],
    "claims": [{"id": "c0", "label": "Fees work.", "issue": "i0"}],
    "mentions": [
        {"id": "m0", "doc": "d1", "quote": ["Fees work"], "actor": "ann", "claim": "c0"},
        {"id": "m1", "doc": "d2", "quote": ["fees work"], "actor": "ann", "claim": "c0"},
        {"id": "m2", "doc": "d2", "quote": ["they do not"], "actor": "ben", "claim": "c0", "stance": "against"},
    ],
    "answers": [{"from": "m2", "to": "m0", "kind": "rebut"}],
    "changes": [],
}


def scores(gold: DebateLabels, predicted: DebateLabels, given: DebateLabels | None = None) -> dict[str, float]:
    pair = pair_debates(gold, predicted, given)
    return {
        metric.id: float(metric.score.value(np.asarray(metric.count(pair), dtype=np.float64)))
        for metric in DEBATE_METRICS
    }


def changed(labels: DebateLabels, **mentions: dict[str, str]) -> DebateLabels:
    """The labels, with other fields of the mentions named."""
    return dataclasses.replace(
        labels,
        mentions=tuple(dataclasses.replace(item, **mentions.get(item.id, {})) for item in labels.mentions),
    )


@pytest.fixture(scope="module")
def committed() -> DebateSuite:
    return load_debates()


def test_the_committed_debates_are_two_of_eight_articles_labelled_twice(committed: DebateSuite) -> None:
    assert [item.id for item in committed.documents] == ["phones-aldmoor", "skagerrak-cables"]
    for debate in committed.documents:
        assert len(debate.documents) == len(debate.texts) == 8
        assert sorted(debate.layers) == ["annotator-a", "annotator-b"]
        dates = [item.published for item in debate.documents]
        assert (dates == sorted(date for date in dates if date) and dates[0][:4] < dates[-1][:4]) or dates[0] < dates[
            -1
        ]
        assert len(debate.labels.changes) >= 5
        assert {answer.kind for answer in debate.labels.answers} == {"support", "rebut", "undercut"}
        assert {item.stance for item in debate.labels.mentions} == {"for", "against"}


def test_gold_as_its_own_prediction_is_perfect_and_nothing_scores_nothing(committed: DebateSuite) -> None:
    for labels in (example_gold(), *(item.labels for item in committed.documents)):
        given = dataclasses.replace(labels, answers=(), changes=())
        perfect = _counted(scores(labels, labels, labels), labels)
        assert perfect == dict.fromkeys(perfect, 1.0)
        assert scores(labels, labels, given)["given_claim_pair_f1"] == pytest.approx(1.0)
        nothing = _counted(scores(labels, NOTHING, NOTHING), labels)
        assert nothing == dict.fromkeys(nothing, 0.0)


def _counted(found: dict[str, float], labels: DebateLabels) -> dict[str, float]:
    """Without what only a debate in several languages has."""
    several = len(set(labels.languages.values())) > 1
    return {name: score for name, score in found.items() if several or not name.startswith("across_")}


def test_two_annotators_agree_as_far_as_they_do(committed: DebateSuite) -> None:
    people = debate_agreement(committed)
    assert people is not None
    found = {
        metric.id: float(metric.score.value(np.sum(people.counts[metric.id], axis=0))) for metric in committed.metrics
    }
    assert 0.85 < found["mention_f1"] < 1
    assert 0.9 < found["shared_claim_pair_f1"] < 1
    assert found["polarity_kept"] == 1
    assert 0.95 < found["actor_accuracy"] < 1
    assert 0.6 < found["answer_f1"] < 0.9
    assert np.isnan(found["given_claim_pair_f1"]), "people were given no mentions"


@pytest.mark.parametrize(
    ("case", "worse", "kept"),
    [
        # the second mention of c0 is said to agree with the first
        ({"m1": {"stance": "for"}}, {"polarity_kept", "shared_cell_f1"}, {"claim_pair_f1", "actor_accuracy"}),
        # c0 and c1 are taken for one claim
        (
            {"m3": {"claim": "c0"}, "m4": {"claim": "c0"}},
            {"shared_claim_pair_precision", "claim_pair_f1", "claim_bcubed"},
            {"mention_f1", "actor_accuracy", "answer_f1"},
        ),
        # one mention of c0 is taken for another point, of which only an answer keeps it a mention
        (
            {"m2": {"claim": "c7"}},
            {"claim_pair_f1", "shared_claim_pair_f1"},
            {"shared_claim_pair_precision", "mention_f1"},
        ),
        # what Ben says is given to Ann
        ({"m3": {"actor": "ann"}}, {"actor_accuracy", "shared_cell_f1"}, {"claim_pair_f1", "polarity_kept"}),
        # Ann is two people
        ({"m4": {"actor": "ann-too"}}, {"actor_accuracy", "cell_f1"}, {"mention_f1", "claim_pair_f1"}),
    ],
)
def test_each_metric_sees_its_own_error(case: dict[str, Any], worse: set[str], kept: set[str]) -> None:
    gold = example_gold()
    predicted = changed(gold, **case)
    labelled = dataclasses.replace(predicted, claims={**predicted.claims, "c7": "Another."})
    found = scores(gold, labelled)
    assert {name for name in worse if found[name] < 1} == worse
    assert {name for name in kept if found[name] == 1} == kept


def test_units_that_stand_alone_are_no_mentions_but_their_actors_count() -> None:
    gold = example_gold()
    alone = changed(gold, **{item.id: {"claim": f"k{n}"} for n, item in enumerate(gold.mentions)})
    single = dataclasses.replace(alone, answers=(), changes=(), claims={f"k{n}": "" for n in range(5)})
    found = scores(gold, single)
    assert (found["mention_f1"], found["claim_pair_f1"], found["shared_claim_pair_f1"]) == (0, 0, 0)
    assert found["actor_accuracy"] == 1


def test_answers_need_both_ends_and_their_kind() -> None:
    gold = example_gold()
    turned = dataclasses.replace(gold, answers=(AnswerLabels("m2", "m0", "rebut"), AnswerLabels("m3", "m1", "rebut")))
    found = scores(gold, turned)
    assert (found["answer_f1"], found["answer_kind_accuracy"]) == (0.5, 0.0)
    assert scores(gold, dataclasses.replace(gold, answers=(AnswerLabels("m1", "m0", "rebut"),)))["answered_f1"] > 0
    assert scores(gold, dataclasses.replace(gold, answers=()))["answer_f1"] == 0


def test_a_change_needs_its_actor_its_claim_and_its_direction() -> None:
    gold = example_gold()
    for wrong in (("ann", "c0", "m2", "for"), ("cem", "c1", "m2", "for"), ("cem", "c0", "m2", "against")):
        assert scores(gold, dataclasses.replace(gold, changes=(ChangeLabels(*wrong),)))["change_f1"] == 0


def test_a_claim_that_is_put_the_other_way_round_is_the_same_one() -> None:
    gold = example_gold()
    other = {"for": "against", "against": "for"}
    turned = changed(gold, **{item.id: {"stance": other[item.stance]} for item in gold.mentions})
    found = scores(gold, dataclasses.replace(turned, changes=(ChangeLabels("cem", "c0", "m2", "against"),)))
    assert (found["polarity_kept"], found["cell_f1"], found["shared_cell_f1"], found["change_f1"]) == (1, 1, 1, 1)


def test_of_two_mentions_with_the_same_words_the_one_by_the_same_actor_is_taken() -> None:
    words = frozenset({0, 1})
    both = DebateLabels(
        (MentionLabels("m0", "p", words, "ann", "c"), MentionLabels("m1", "p", words, "ben", "c")),
        actors={"ann": "Ann", "ben": "Ben"},
        claims={"c": ""},
    )
    for actor, mention in (("ann", "m0"), ("ben", "m1")):
        one = DebateLabels((MentionLabels("q", "p", words, actor, "c"),), actors=both.actors, claims={"c": ""})
        assert pair_debates(both, one).mentions == {mention: "q"}


def test_a_sheet_without_mistakes_has_no_problems() -> None:
    assert problems_of(DebateSheet.model_validate(SHEET), TEXTS) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda sheet: sheet["mentions"][0].update(quote=["Fees fail"]), "'Fees fail' stands 0 times in d1"),
        (lambda sheet: sheet["mentions"][0].update(quote=["s"]), "stands 2 times in d1"),
        (lambda sheet: sheet["mentions"][0].update(actor="cem"), "names 'cem'"),
        (lambda sheet: sheet["mentions"][1].update(id="m0"), "mention m0 stands 2 times"),
        (lambda sheet: sheet["mentions"].pop(0) and sheet["answers"].clear(), "fewer than two documents"),
        (lambda sheet: sheet["answers"].append({"from": "m0", "to": "m2", "kind": "rebut"}), "to no earlier document"),
        (
            lambda sheet: sheet["changes"].append({"actor": "ann", "claim": "c0", "first": "m0", "then": "m1"}),
            "two mentions of one stance",
        ),
        (
            lambda sheet: sheet["changes"].append({"actor": "ann", "claim": "c0", "first": "m0", "then": "m2"}),
            "another actor or claim",
        ),
        (lambda sheet: sheet["claims"][0].update(issue="i9"), "names 'i9'"),
    ],
)
def test_each_mistake_in_a_sheet_is_told(change: Callable[[dict[str, Any]], object], told: str) -> None:
    sheet = json.loads(json.dumps(SHEET))
    change(sheet)
    problems = problems_of(DebateSheet.model_validate(sheet), TEXTS)
    assert any(told in problem for problem in problems), problems


def test_what_the_engine_is_given_are_the_golds_mentions_and_no_other_words(committed: DebateSuite) -> None:
    for gold in committed.documents:
        digests = digests_of(gold)
        units = {unit.id: unit for digest in digests for unit in digest.units}
        assert units.keys() == {item.id for item in gold.sheet.mentions}
        assert all(digest.published for digest in digests)
        assert not any(digest.edges or digest.issues for digest in digests)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one debate, in the form of evals/debates."""
    place = tmp_path / "debates" / "fees"
    (place / "articles").mkdir(parents=True)
    (place / "layers").mkdir()
    for name, text in TEXTS.items():
        (place / "articles" / f"{name}.txt").write_text(text, "utf-8")
    documents = [{"id": "d1", "published": "2025-01-01"}, {"id": "d2", "published": "2025-02-01", "author": "Cem"}]
    (place / "meta.json").write_text(json.dumps({"question": "Do fees work?", "documents": documents}), "utf-8")
    for path in (place / "gold.json", place / "layers" / "a.json", place / "layers" / "b.json"):
        path.write_text(json.dumps(SHEET), "utf-8")
    return tmp_path / "debates"


def test_a_folder_with_mistakes_is_refused_with_all_of_them(folder: Path) -> None:
    sheet = json.loads(json.dumps(SHEET))
    sheet["mentions"][0]["quote"] = ["Fees fail"]
    (folder / "fees" / "gold.json").write_text(json.dumps(sheet), "utf-8")
    with pytest.raises(InputError, match=r"fees/gold\.json has 1 mistake"):
        load_debates(folder)
    shutil.rmtree(folder / "fees")
    with pytest.raises(InputError, match="there is no debate"):
        load_debates(folder)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(eval_command, [str(item) for item in arguments])


def test_saved_debates_are_scored_alike_and_worse_ones_fail_a_gate(folder: Path, tmp_path: Path) -> None:
    result = call(f"debates={folder}", "--engine", "position", "--save-predictions", tmp_path / "made")
    assert result.exit_code == 0, result.output
    assert "Mentions F1" in result.output
    assert "human" in result.output
    baseline, gates = tmp_path / "baseline.json", tmp_path / "gates.yaml"
    gates.write_text("engines: {predictions: {largest_drop: {mention_f1: 0, actor_accuracy: 0}}}", "utf-8")
    run = (f"debates={folder}", "--engine", "position", "--predictions", tmp_path / "made")
    assert call(*run, "--save-baseline", baseline).exit_code == 0
    gated = (*run, "--baseline", baseline, "--gate")
    assert call(*gated).exit_code == 0

    place = tmp_path / "made" / "fees" / "debate.json"
    debate = json.loads(place.read_text("utf-8"))
    debate["claims"], debate["answers"], debate["changes"] = [], [], []
    place.write_text(json.dumps(debate), "utf-8")
    worse = call(*run, "--html", tmp_path / "page.html", "--junit", tmp_path / "j.xml", "--markdown", tmp_path / "m.md")
    assert worse.exit_code == 0, worse.output
    assert "missed-mention" in (tmp_path / "page.html").read_text("utf-8")
    place.unlink()
    missing = call(*run, "--gate", "--baseline", baseline)
    assert missing.exit_code == 1
    assert "FAILED validity" in missing.output


async def test_a_debate_on_other_texts_is_not_judged(folder: Path, tmp_path: Path) -> None:
    suite = load_debates(folder)
    maps = {name: article(name, ("author", "It rains"), published="2025-01-01") for name in ("d1", "d2")}
    debate = await debate_of(list(maps.values())[:1], debate_id="fees")
    save_debates(tmp_path / "made", {"fees": DebatePrediction(debate, maps)})
    run = await run_debates(suite, DebateFolderPredictor(tmp_path / "made"))
    assert run.documents[0].problems == ("[other-text] no map of the text of d1, d2",)


def test_the_scorer_of_debates_is_known_by_its_own_code(tmp_path: Path) -> None:
    shutil.copytree(METRICS, tmp_path / "metrics")
    before = debate_scorer_fingerprint(tmp_path / "metrics"), scorer_fingerprint(tmp_path / "metrics")
    assert before[0] == debate_scorer_fingerprint()
    path = tmp_path / "metrics" / "debates" / "replies.py"
    path.write_text(path.read_text("utf-8") + "\nMORE = 1\n", "utf-8")
    after = debate_scorer_fingerprint(tmp_path / "metrics"), scorer_fingerprint(tmp_path / "metrics")
    assert after[0] != before[0]
    assert after[1] == before[1], "maps are scored as before"


def test_texts_of_others_stay_outside_and_are_known_by_their_sums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A suite of offsets is loaded with the texts, and refused without them or with others."""
    place = tmp_path / "debates-apart" / "fees"
    (place / "layers").mkdir(parents=True)
    documents = []
    for number, (name, text) in enumerate(TEXTS.items(), start=1):
        (tmp_path / f"{name}.txt").write_text(f"A head. {text} A tail.", "utf-8")
        outside = {"path": f"{name}.txt", "start": 8, "end": 8 + len(text), "sha256": sha256(text.encode()).hexdigest()}
        documents.append({"id": name, "published": f"2025-01-0{number}", "place": outside})
    (place / "meta.json").write_text(json.dumps({"question": "Do fees work?", "documents": documents}), "utf-8")
    mentions = [
        {key: value for key, value in item.items() if key != "quote"}
        | {"at": [[start := TEXTS[item["doc"]].index(item["quote"][0]), start + len(item["quote"][0])]]}
        for item in SHEET["mentions"]
    ]
    (place / "gold.json").write_text(json.dumps(SHEET | {"mentions": mentions}), "utf-8")
    monkeypatch.setenv("ARGMAP_TEST_CORPORA", str(tmp_path))
    loaded = load_debates(place.parent, place.parent.name)
    [debate] = loaded.documents
    assert loaded.outside
    assert [item.text for item in debate.labels.mentions] == ["Fees work", "fees work", "they do not"]
    (tmp_path / "d2.txt").write_text("Another text.", "utf-8")
    skipped = call(f"debates={place.parent}", "--engine", "offline")
    assert (skipped.exit_code, "not the text that was labelled" in skipped.output) == (3, True)
