"""The five-fold scores on speeches; needs what `argmap[train]` installs."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs argmap[train]")
pytest.importorskip("onnx", reason="training needs argmap[train]")
pytest.importorskip("safetensors", reason="training needs argmap[train]")
pytest.importorskip("sklearn", reason="training needs argmap[train]")

import torch

from service.engines.offline.attribution import weights as attribution
from service.engines.offline.structure_model.model import PACKAGED, StructureModel
from training.structure.speech_network import Look, SpeechNet, load_heads, look, speech_losses, train
from training.structure.speech_scores import Tally, Thresholds, edges_of, edges_of_roles, fit_thresholds
from training.structure.speeches import CLAIM, PREMISE, Speech, folds_by_meeting, load_speeches

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
    return load_speeches(path, attribution.load().tokenizer, StructureModel.load())


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
    attacks = np.zeros((3, 3), np.float32)
    attacks[1, 0], attacks[1, 2] = -5, 5
    heads = np.full((3, 4), -5, np.float32)
    heads[0, 3] = heads[2, 3] = heads[1, 0] = heads[1, 2] = 0
    right, wrong = Tally(), Tally()
    thresholds = Thresholds(edge=0.4, edge_of_roles=0.4)
    right.add(speech, Look(gold, roles, attacks, heads), thresholds)
    wrong.add(speech, Look(-gold, roles[:, ::-1], -attacks, heads[:, ::-1].copy()), thresholds)
    assert set(right.scores().values()) == {1}  # both edges that go out from one unit, too
    assert wrong.scores()["claim/premise weighted F1"] == 0
    assert wrong.scores()["segmentation macro F1"] == 0
    assert wrong.scores()["support/attack macro F1"] == 0
    assert wrong.scores()["edge F1"] == 0


def test_gold_roles_decide_what_may_lead_where(speeches: list[Speech]) -> None:
    towards_the_premise = np.full((3, 4), -3, np.float32)
    towards_the_premise[:, 1] = 2
    view = seen_with(towards_the_premise)

    assert edges_of(view, 0.5) == {(0, 1), (1, 1), (2, 1)}
    assert edges_of_roles(view, speeches[0].roles, 0.5) == {(1, 0), (1, 2)}  # as likely as one another
    assert edges_of_roles(view, np.array([PREMISE] * 3), 0.5) == set()


def seen_with(heads: np.ndarray) -> Look:
    return Look(np.zeros(4, np.float32), np.zeros((3, 2), np.float32), np.zeros((3, 3), np.float32), heads)


def test_thresholds_are_those_that_score_best(speeches: list[Speech]) -> None:
    speech = speeches[0]
    heads = np.full((3, 4), -9, np.float32)
    heads[:, 3] = 0
    heads[1, 0] = heads[1, 2] = -1  # the gold edges, though nowhere is likelier
    argues = np.where(speech.argues, 2.0, 0.9).astype(np.float32)  # all look like arguing, some less
    view = Look(argues, np.zeros((3, 2), np.float32), np.zeros((3, 3), np.float32), heads)
    fitted = fit_thresholds([speech], [view])
    assert 0.9 <= fitted.argues < 2
    assert edges_of(view, fitted.edge) == {(1, 0), (1, 2)}


def test_the_network_begins_from_the_heads_that_ship(speeches: list[Speech]) -> None:
    speech = speeches[0]
    view = look(load_heads(SpeechNet(), PACKAGED).eval(), speech)
    judged = StructureModel.load().judge(
        speech.reading, list(speech.example.units), speech.example.holders, speech.example.shared
    )
    chances = torch.from_numpy(view.heads[:, :-1]).softmax(1)
    there = torch.from_numpy(judged.heads[:, :-1]).softmax(1)  # without nowhere, whose bias is fitted
    assert view.argues.shape == (4,)
    assert view.roles.shape == (3, 2)
    assert torch.corrcoef(torch.stack([chances.flatten(), there.flatten()]))[0, 1] > 0.99


def test_it_learns_a_speech_by_heart(speeches: list[Speech]) -> None:
    torch.manual_seed(1)
    model = load_heads(SpeechNet(dropout=0.0), PACKAGED)
    with torch.no_grad():
        before = speech_losses(model, speeches[0])
    train(model, speeches[:2], passes=30, seed=1)
    with torch.no_grad():
        after = speech_losses(model, speeches[0])
    assert set(after) == {"argues", "role", "head", "kind"}
    for name, loss in after.items():
        assert loss < before[name] / 2, name
