"""Corpora of pairs: small ones of our own in the corpora's forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.points import argkp, perspectrum
from evals.points.registry import split_points
from evals.points.report import PointRow
from evals.points.scoring import best_threshold
from evals.statistics.bootstrap import Interval
from service.errors import InputError

CLUSTERS = [
    {"stance": "support", "perspectives": ["The tram pays for itself", "A tram earns back what it costs"]},
    {"stance": "support", "perspectives": ["Trams are quieter than buses", "A bus is louder than a tram"]},
    {"stance": "undermine", "perspectives": ["The town is too small for a tram"]},
]


def test_equivalent_perspectives_are_pairs_of_one_stance(tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    rows = [{"id": split, "claim": "x", "split": split, "clusters": CLUSTERS} for split in ("train", "dev")]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    report = perspectrum.measure(file)
    assert report.detail == "1 claims, 6 pairs of perspectives of one stance"
    assert [row.name for row in report.rows] == ["pair F1, offline", "pair F1, plain cosine", "difference"]
    unsure, sure = (PointRow("difference", Interval(0.1, low, 0.2), change=True) for low in (-0.1, 0.05))
    assert ("includes 0" in unsure.note, sure.note) == (True, "")
    assert report.rows[0].interval.value > 0.5
    assert report.rows[2].interval.value == report.rows[0].interval.value - report.rows[1].interval.value


def test_key_points_are_scored_as_their_own_scorer_does(tmp_path: Path) -> None:
    (tmp_path / "arguments_dev.csv").write_text(
        "arg_id,argument,topic,stance\na1,trams make no noise,T,1\na2,trams cost little,T,1\n", "utf-8"
    )
    (tmp_path / "key_points_dev.csv").write_text(
        "key_point_id,key_point,topic,stance\nk1,Trams are quiet,T,1\nk2,Trams are cheap,T,1\nk3,Trams are slow,T,-1\n",
        "utf-8",
    )
    (tmp_path / "labels_dev.csv").write_text("arg_id,key_point_id,label\na1,k1,1\na1,k2,0\na2,k1,0\na2,k2,1\n", "utf-8")
    report = argkp.measure(tmp_path)
    assert report.detail.startswith("2 arguments in 1 groups")
    assert report.rows[0].interval.value == 1.0


def test_the_best_threshold_keeps_what_is_right() -> None:
    assert best_threshold([0.9, 0.8, 0.2], [True, True, False]) == 0.8


def test_what_is_no_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="arguments_dev"):
        argkp.measure(tmp_path)
    assert split_points(["argkp=x", "articles"]) == ([("argkp", Path("x"))], ["articles"])
