"""The five-fold scores on speeches; needs what `argmap[train]` installs."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs argmap[train]")
pytest.importorskip("onnx", reason="training needs argmap[train]")
pytest.importorskip("safetensors", reason="training needs argmap[train]")
pytest.importorskip("sklearn", reason="training needs argmap[train]")

from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.parsing import load_parser
from training.structure.speeches import (
    CLAIM,
    PREMISE,
    Look,
    Speech,
    SpeechNet,
    Tally,
    Thresholds,
    edges_of,
    folds_by_meeting,
    load_speeches,
    look,
)

TEXT = "The border is quiet. Nobody shot for a week. We doubt the report. We thank the Council."


@pytest.fixture(scope="module")
def speeches(tmp_path_factory: pytest.TempPathFactory) -> list[Speech]:
    spans = [(0, 20), (21, 44), (45, 65)]
    row = {
        "text": TEXT,
        "units": [
            {"id": f"c{number}", "start": start, "end": end, "role": role}
            for number, ((start, end), role) in enumerate(zip(spans, ("claim", "premise", "claim"), strict=True))
        ],
        "relations": [
            {"source": "c1", "target": "c0", "kind": "support"},
            {"source": "c1", "target": "c2", "kind": "attack"},
        ],
    }
    path = tmp_path_factory.mktemp("corpus") / "speeches.jsonl"
    sentences = [*spans, (66, 87)]
    rows = [
        {**row, "id": f"s{number}", "meta": {"meeting": meeting, "sentences": sentences}}
        for number, meeting in enumerate("aaabbcdef")
    ]
    path.write_text("\n".join(json.dumps(item) for item in rows), "utf-8")
    return load_speeches(path, AttributionTagger.load(), load_parser())


def test_a_speech_keeps_its_units_roles_and_all_its_edges(speeches: list[Speech]) -> None:
    speech = speeches[0]
    assert speech.roles.tolist() == [CLAIM, PREMISE, CLAIM]
    assert {(source, target) for source, target, _ in speech.edges} == {(1, 0), (1, 2)}
    assert len(speech.sentences) == 4
    assert speech.example.heads.tolist()[0] == -1


def test_no_meeting_is_in_two_folds(speeches: list[Speech]) -> None:
    folds = folds_by_meeting(speeches)
    assert sorted(meeting for fold in folds for meeting in fold) == list("abcdef")


def test_a_view_that_is_right_in_all_scores_one_and_its_opposite_nothing(speeches: list[Speech]) -> None:
    speech = speeches[0]
    gold = np.where(speech.argues, 1.0, -1.0).astype(np.float32)
    roles = np.where(np.arange(2) == speech.roles[:, None], -0.01, -4.6).astype(np.float32)
    kinds = np.zeros((3, 3, 2), np.float32)
    kinds[1, 0, 0] = kinds[1, 2, 1] = 5
    heads = np.full((3, 4), -5, np.float32)
    heads[0, 3] = heads[2, 3] = heads[1, 0] = 0
    right, wrong = Tally(), Tally()
    right.add(speech, Look(gold, roles, kinds, heads), Thresholds())
    wrong.add(speech, Look(-gold, roles[:, ::-1], -kinds, heads[:, ::-1].copy()), Thresholds())
    assert right.scores() == {
        "segmentation macro F1": 1,
        "claim/premise weighted F1": 1,
        "support/attack macro F1": 1,
        "edge F1": pytest.approx(2 / 3),  # one of the two edges that go out from one unit
        "edge F1, gold roles": pytest.approx(2 / 3),
    }
    assert wrong.scores()["claim/premise weighted F1"] == 0
    assert wrong.scores()["segmentation macro F1"] == 0


def test_roles_decide_what_may_lead_where(speeches: list[Speech]) -> None:
    speech = speeches[0]
    towards_the_premise = np.full((3, 4), -3, np.float32)
    towards_the_premise[:, 1] = -0.1
    view = Look(
        np.zeros(4, np.float32), np.zeros((3, 2), np.float32), np.zeros((3, 3, 2), np.float32), towards_the_premise
    )

    assert edges_of(view, view.roles, 0.0) >= {(0, 1), (2, 1)}
    sure = np.where(np.arange(2) == speech.roles[:, None], 0.0, -1000.0)
    assert {source for source, _ in edges_of(view, sure, -5.0)} == {1}


def test_the_net_judges_each_sentence_and_each_unit(speeches: list[Speech]) -> None:
    view = look(SpeechNet().eval(), speeches[0])
    assert view.argues.shape == (4,)
    assert view.roles.shape == (3, 2)
    assert view.heads.shape == (3, 4)
