"""Contents read once more: offsets come back in place, known cues are not told twice."""

from collections.abc import Callable, Sequence

from service.engines.offline.attribution.nesting import nested
from service.engines.offline.attribution.tagged import TaggedAttribution

PARAGRAPHS = ("Nothing here.", "Ann says that the boys think the lake is cold today.")
TEXT = PARAGRAPHS[1]
OUTER = TaggedAttribution(1, (4, 8), (1, 0, 3), ((1, 9, 51),), 0.9)


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def reader(
    source: str, confidence: float = 0.9
) -> tuple[Callable[[Sequence[str]], list[TaggedAttribution]], list[str]]:
    """A tagger that finds `think` in whatever holds it, with `source` as its holder."""
    seen: list[str] = []

    def tag(texts: Sequence[str]) -> list[TaggedAttribution]:
        seen.extend(texts)
        return [
            TaggedAttribution(
                number,
                span(text, "think"),
                (number, *span(text, source)),
                ((number, *span(text, "the lake is cold today")),),
                confidence,
            )
            for number, text in enumerate(texts)
        ]

    return tag, seen


def test_what_is_found_inside_comes_back_in_the_paragraphs_offsets() -> None:
    tag, seen = reader("the boys")
    (inner,) = nested(PARAGRAPHS, [OUTER], frozenset({"think"}), tag)
    assert seen == ["the boys think the lake is cold today"]
    assert inner.paragraph == 1
    assert TEXT[slice(*inner.cue)] == "think"
    assert inner.source is not None
    assert TEXT[inner.source[1] : inner.source[2]] == "the boys"
    assert TEXT[inner.content[0][1] : inner.content[0][2]] == "the lake is cold today"


def test_a_content_without_a_cue_word_is_not_read_again() -> None:
    tag, seen = reader("the boys")
    assert nested(PARAGRAPHS, [OUTER], frozenset({"argues"}), tag) == []
    assert seen == []


def test_a_content_shared_by_two_attributions_is_read_once() -> None:
    tag, seen = reader("the boys")
    assert len(nested(PARAGRAPHS, [OUTER, OUTER], frozenset({"think"}), tag)) == 1
    assert len(seen) == 1


def test_a_known_cue_is_not_told_twice() -> None:
    known = TaggedAttribution(1, span(TEXT, "think"), None, ((1, *span(TEXT, "the lake is cold")),), 0.6)
    tag, _ = reader("the boys")
    assert nested(PARAGRAPHS, [OUTER, known], frozenset({"think"}), tag) == []


def test_a_doubtful_one_is_left_out() -> None:
    tag, _ = reader("the boys", confidence=0.4)
    assert nested(PARAGRAPHS, [OUTER], frozenset({"think"}), tag) == []


def test_the_first_person_inside_is_the_outer_source_again() -> None:
    paragraphs = ("“I think the lake is cold today,” says Ann.",)
    outer = TaggedAttribution(0, (34, 38), (0, 39, 42), ((0, 0, 33),), 0.9)
    tag, seen = reader("I")
    assert nested(paragraphs, [outer], frozenset({"think"}), tag) == []
    assert len(seen) == 1


def test_what_a_second_that_opens_is_read_by_itself() -> None:
    """In "told them that A believes p, and that q", q is not what A believes."""
    text = "Ann told them that the boys think the lake is cold today, and that nobody will swim in it."
    outer = TaggedAttribution(0, span(text, "told"), (0, 0, 3), ((0, *span(text, text[14:-1])),), 0.9)
    tag, seen = reader("the boys")
    nested((text,), [outer], frozenset({"think"}), tag)
    assert seen == ["the boys think the lake is cold today"]
