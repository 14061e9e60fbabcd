"""The shipped weights on sentences of our own: who says what in the shapes that prose gives it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from service.engines.offline.attribution.tagger import AttributionTagger, TaggedAttribution


@pytest.fixture(scope="module")
def tagger() -> AttributionTagger:
    return AttributionTagger.load()


@dataclass(frozen=True)
class Case:
    """Paragraphs with one attribution to find: its source (None: none), a word of its cue, its content."""

    paragraphs: tuple[str, ...]
    source: str | None
    cue: str
    content: str


def case(text: str, source: str | None, cue: str, content: str) -> Case:
    return Case((text,), source, cue, content)


FOUND = {
    "says that": case(
        "The harbour master says that the new cranes will pay for themselves within a decade.",
        "The harbour master",
        "says",
        "the new cranes will pay for themselves within a decade",
    ),
    "said at the end": case(
        "The bridge would have to close for a whole summer, the chief engineer said.",
        "the chief engineer",
        "said",
        "The bridge would have to close for a whole summer",
    ),
    "according to": case(
        "The council met in May. According to the water board, half of the old pipes leak.",
        "the water board",
        "According to",
        "half of the old pipes leak",
    ),
    "according to, in the middle": case(
        "Nearly a third of the orchards, according to growers in the valley, will not be replanted.",
        "growers in the valley",
        "according to",
        "Nearly a third of the orchards will not be replanted",
    ),
    "would point to": case(
        "Ministry officials would point to falling wages as the reason for the strike.",
        "Ministry officials",
        "point to",
        "falling wages as the reason for the strike",
    ),
    "might argue": case(
        "The rule is a year old. Smaller farms might argue that the quota punishes them for being careful.",
        "Smaller farms",
        "argue",
        "the quota punishes them for being careful",
    ),
    "quotation first": case(
        "“We were never asked,” complained the head of the teachers’ union, “and nobody will ask us now.”",
        "the head of the teachers’ union",
        "complained",
        "“We were never asked,” “and nobody will ask us now.”",
    ),
    "straight marks": case(
        '"The ice is thinner every year," said Captain Ruiz.',
        "Captain Ruiz",
        "said",
        '"The ice is thinner every year,"',
    ),
    "denial": case(
        "The company denies that it knew of the cracks before the flood.",
        "The company",
        "denies",
        "it knew of the cracks before the flood",
    ),
    "demand": case(
        "Residents demand that the runway be shortened at once.",
        "Residents",
        "demand",
        "the runway be shortened at once",
    ),
    "belief": case(
        "Many economists believe that the levy will fade away on its own.",
        "Many economists",
        "believe",
        "the levy will fade away on its own",
    ),
    "warning": case(
        "Doctors in the region warn that two clinics cannot serve four valleys.",
        "Doctors in the region",
        "warn",
        "two clinics cannot serve four valleys",
    ),
    "argument": case(
        "In her view the tariff is a mistake, and Senator Okoye argues that it should lapse in May.",
        "Senator Okoye",
        "argues",
        "it should lapse in May",
    ),
    "a state": case("Beijing insists that the patrols are routine.", "Beijing", "insists", "the patrols are routine"),
}


def words(text: str) -> set[str]:
    return {word.strip('.,“”"') for word in text.split()}


def content_of(found: TaggedAttribution, paragraphs: tuple[str, ...]) -> str:
    return " ".join(paragraphs[number][start:end] for number, start, end in found.content)


def fits(found: TaggedAttribution, expected: Case) -> bool:
    """Whether the cue holds the expected word, the source is the expected one and half of the content is shared."""
    ours, theirs = words(content_of(found, expected.paragraphs)), words(expected.content)
    source = None if found.source is None else expected.paragraphs[found.source[0]][found.source[1] : found.source[2]]
    cue = expected.paragraphs[found.paragraph][slice(*found.cue)]
    return expected.cue in cue and source == expected.source and len(ours & theirs) >= 0.5 * len(ours | theirs)


@pytest.mark.parametrize("expected", FOUND.values(), ids=FOUND.keys())
def test_an_attribution_is_found(tagger: AttributionTagger, expected: Case) -> None:
    found = tagger.tag(expected.paragraphs)
    assert any(fits(item, expected) for item in found), found


QUOTED = (
    "The committee met for the third time this week.",
    "“The reservoir is not full,” Ms Tanaka told the committee. “It has not been full since the spring. "
    "We are spending what we do not have.",
    "“And nobody in this room wants to hear it.”",
    "The committee then went home.",
)


def test_a_quotation_goes_on_over_sentences(tagger: AttributionTagger) -> None:
    found = [item for item in tagger.tag(QUOTED) if QUOTED[item.paragraph][slice(*item.cue)] == "told"]
    assert len(found) == 1
    content = content_of(found[0], QUOTED)
    assert content.startswith("“The reservoir is not full,”")
    assert "We are spending what we do not have" in content


@pytest.mark.parametrize(
    "text",
    [
        "The train leaves at nine and arrives before noon.",
        "Rain fell on the market square for most of the afternoon.",
        "Two lanes of the coastal road were closed on Monday.",
    ],
)
def test_plain_narration_holds_no_attribution(tagger: AttributionTagger, text: str) -> None:
    assert tagger.tag([text]) == []


@pytest.mark.parametrize("paragraphs", [[], [""], ["", " \n "], ["…"], ["😀"]])
def test_texts_without_words_hold_nothing(tagger: AttributionTagger, paragraphs: list[str]) -> None:
    assert tagger.tag(paragraphs) == []


def test_spans_are_code_points_of_the_paragraph(tagger: AttributionTagger) -> None:
    text = "😀 Zoë Müller says that the café must stay open. 😀"
    (found,) = tagger.tag([text])
    assert found.source is not None
    assert text[found.source[1] : found.source[2]] == "Zoë Müller"
    assert text[slice(*found.cue)] == "says"


def test_a_long_paragraph_is_read_to_its_end(tagger: AttributionTagger) -> None:
    filler = "The road runs on through fields and past a mill. " * 40
    text = filler + "The miller says that the road is too narrow."
    (found,) = tagger.tag([text])
    assert text[slice(*found.cue)] == "says"
    assert found.cue[0] > len(filler)


def test_neighbours_far_away_do_not_matter_and_calls_may_overlap(tagger: AttributionTagger) -> None:
    texts = [expected.paragraphs for expected in FOUND.values()] * 2
    one_by_one = [tagger.tag(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(tagger.tag, texts)) == one_by_one


def test_confidence_is_a_probability_and_order_is_the_texts(tagger: AttributionTagger) -> None:
    found = tagger.tag([" ".join(expected.paragraphs[0] for expected in FOUND.values())])
    assert all(0 < item.confidence < 1 for item in found)
    places = [(item.paragraph, item.cue) for item in found]
    assert places == sorted(places)
