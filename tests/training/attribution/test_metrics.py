"""Scores on small cases that can be counted by hand."""

import pytest

from service.engines.offline.attribution.conventions import Convention
from service.engines.offline.attribution.tagger import TaggedAttribution
from training.attribution.corpus import GoldAttribution, LabelledText
from training.attribution.metrics import PAIRS, document_counts, evaluate, scores, table

PARAGRAPH = "Ann says rents fall fast now and Bob doubts it"


def place(words: str) -> tuple[int, int, int]:
    start = PARAGRAPH.index(words)
    return 0, start, start + len(words)


def gold(source: str, cue: str, content: str) -> GoldAttribution:
    return GoldAttribution((place(source),), (place(cue),), (place(content),))


def tagged(source: str | None, cue: str, content: str) -> TaggedAttribution:
    return TaggedAttribution(0, place(cue)[1:], place(source) if source else None, (place(content),), 0.9)


LABELLED = LabelledText(
    "t", (PARAGRAPH,), (gold("Ann", "says", "rents fall fast now"), gold("Bob", "doubts", "it")), Convention.MAPS
)


def f1(found: list[TaggedAttribution]) -> dict[str, float]:
    return {name: score.f1 for name, score in scores([document_counts(LABELLED, found)], rounds=10).items()}


def test_the_gold_itself_scores_one() -> None:
    same = [tagged("Ann", "says", "rents fall fast now"), tagged("Bob", "doubts", "it")]
    assert set(f1(same).values()) == {1.0}


def test_half_a_content_still_says_the_same() -> None:
    found = f1([tagged("Ann", "says", "rents fall"), tagged("Bob", "doubts", "it")])
    assert found["content exact"] == pytest.approx(0.5)
    assert found["content overlap"] == 1.0
    assert found[PAIRS] == 1.0


def test_less_than_half_a_content_does_not() -> None:
    assert f1([tagged("Ann", "says", "rents"), tagged("Bob", "doubts", "it")])[PAIRS] == pytest.approx(0.5)


@pytest.mark.parametrize("source", ["Bob", None])
def test_another_holder_or_none_is_wrong(source: str | None) -> None:
    assert f1([tagged(source, "says", "rents fall fast now"), tagged("Bob", "doubts", "it")])[PAIRS] == pytest.approx(
        0.5
    )


def test_one_gold_attribution_is_matched_once() -> None:
    twice = [tagged("Ann", "says", "rents fall fast now"), tagged("Ann", "says", "rents fall fast")]
    counts = document_counts(LABELLED, twice)[PAIRS]
    assert (counts.right, counts.predicted, counts.gold) == (1, 2, 2)


def test_nothing_found_scores_nothing() -> None:
    assert set(f1([]).values()) == {0.0}


def test_the_table_names_every_measure() -> None:
    found = evaluate([LABELLED], lambda paragraphs: [tagged("Ann", "says", "rents fall fast now")])
    assert all(f"| {name} |" in table(found) for name in found)
