"""Labels of texts that are not ours hold none of their words, and find them again."""

import json
from pathlib import Path

import pytest

from service.domain.argument_map import parse_map
from service.errors import InputError
from service.reading import read_text
from training.attribution.corpus import map_text
from training.labelled_maps import read_records
from training.standoff import joined, stripped

TRAINING = Path(__file__).parents[2] / "training"


@pytest.fixture
def labelled(tmp_path: Path) -> tuple[dict[str, object], Path, Path]:
    """A map of our own, its labels alone in a file, and its text in another."""
    record = next(item for item in read_records(TRAINING / "maps") if item["id"] == "t1-airbase-debate")
    text = record["document"]["text"]
    record["document"] = read_text(text).model_dump(mode="json")
    record["attributions"] = [item | {"mode": None} for item in record["attributions"]]
    labels, texts = tmp_path / "labels.jsonl", tmp_path / "texts.jsonl"
    labels.write_text(json.dumps(stripped(record, text, writer=1, linked=True)), "utf-8")
    texts.write_text(json.dumps({"id": record["id"], "text": text}), "utf-8")
    return record, labels, texts


def test_labels_hold_no_word_and_lead_to_the_same_map(labelled: tuple[dict[str, object], Path, Path]) -> None:
    record, labels, texts = labelled
    (found,) = joined(labels, texts)
    assert [unit.text for unit in parse_map(found).units] == [unit["text"] for unit in record["units"]]  # type: ignore[attr-defined]
    assert map_text(found, "a") == map_text(record, "a")
    kept = labels.read_text("utf-8")
    assert not [word for word in record["document"]["text"].split() if len(word) > 12 and word in kept]  # type: ignore[index]


def test_labels_of_another_text_are_refused(labelled: tuple[dict[str, object], Path, Path]) -> None:
    _, labels, texts = labelled
    texts.write_text(texts.read_text("utf-8").replace("Premier", "Prime Minister"), "utf-8")
    with pytest.raises(InputError, match="t1-airbase-debate is read otherwise"):
        list(joined(labels, texts))
