"""`argmap eval turns`: what it measures on maps that are wrong on purpose, and its gates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.cli import eval_command
from evals.turns.gold import OWN, GoldTurn, TurnsText, second_layer
from evals.turns.scoring import Aligned, agreement, boundaries, joined, right_speaker
from evals.turns.suite import score_turns
from service.domain.base import Span
from service.reading import read_text

TEXT = "Ms. HOLT: I keep the lock, sir.\n\nMr. RENN: I shut it.\n\nMs. HOLT: You did, I say, and twice."
GOLD = TurnsText(
    "lock",
    ".txt",
    TEXT,
    tuple(
        GoldTurn(speaker=label, start=start, end=end)
        for label, start, end in (("Ms. HOLT", 0, 31), ("Mr. RENN", 33, 53), ("Ms. HOLT", 55, len(TEXT)))
    ),
)


def test_shares_of_a_right_document_and_of_one_with_two_speakers_joined() -> None:
    right = Aligned(GOLD, read_text(TEXT))
    turns = right.document.turns
    wrong = right.document.model_copy(
        update={"turns": (turns[0], turns[1].model_copy(update={"speaker": "t1"}), turns[2])}
    )

    assert [measure(right) for measure in (boundaries, joined)] == [(3, 3), (3, 3)]
    assert right_speaker(right)[0] == right_speaker(right)[1] == 40
    assert joined(Aligned(GOLD, wrong)) == (1, 3)
    assert right_speaker(Aligned(GOLD, wrong)) == (right_speaker(right)[1] - len("Ishutit"), right_speaker(right)[1])
    assert [span.cut(TEXT) for span in (Span(start=turn.start, end=turn.end) for turn in GOLD.turns)][
        1
    ] == "Mr. RENN: I shut it."


def test_a_gate_fails_where_claims_are_in_the_wrong_mouth(tmp_path: Path) -> None:
    """Maps of the position engine know no speakers: the command says so by its exit code."""
    (tmp_path / "lock.txt").write_text(TEXT, "utf-8")
    turns = [turn.model_dump(exclude_defaults=True) for turn in GOLD.turns]
    (tmp_path / "lock.turns.json").write_text(json.dumps(turns), "utf-8")
    found = CliRunner().invoke(eval_command, [f"turns={tmp_path}", "--gate"])
    without = CliRunner().invoke(eval_command, [f"turns={tmp_path}", "--engine", "replay"])

    assert found.exit_code == 0, found.output
    assert "1.000" in found.output
    assert without.exit_code == 2


def test_the_own_texts_are_labelled_twice_and_the_agreement_is_told() -> None:
    """Without an engine: reading against the gold, and the second annotator against it."""
    report = score_turns(OWN, None)

    assert len(second_layer(OWN)) == len(report.texts) == 6
    assert min(report.share(name) for name in ("characters", "boundaries", "joined")) >= 0.98
    assert dict(report.between_annotators) == {"characters": 1, "boundaries": 1, "joined": 1, "turns": 1}
    (text, second), *_ = second_layer(OWN)
    assert agreement(text, second[1:])["turns"] == (len(text.turns) - 1, len(text.turns))


@pytest.mark.parametrize("missing", ["text", "json"])
def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, missing: str) -> None:
    if missing == "text":
        (tmp_path / "lock.turns.json").write_text("[]", "utf-8")
    found = CliRunner().invoke(eval_command, [f"turns={tmp_path}"])

    assert found.exit_code == 2
    assert "NAME.t" in found.output or "no text beside it" in found.output
