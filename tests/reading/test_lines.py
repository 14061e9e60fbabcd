from __future__ import annotations

import pytest

from service.reading import read_text

SPEECH = (
    "The situation in the basin has grown\nworse since our last meeting, and the fishermen who lived from it\n"
    "have nowhere to go. Lake\nLevels are a matter for all four states, and the pumping stations on the shore must be\n"
    "closed until the rains come. They take a tenth of what\nflows in."
)


def paragraphs(text: str) -> list[str]:
    document = read_text(text)
    return [paragraph.cut(document.text) for paragraph in document.paragraphs]


def test_ragged_lines_are_one_paragraph() -> None:
    assert paragraphs(SPEECH) == [SPEECH.replace("\n", " ")]


def test_every_speaker_of_a_wrapped_transcript_begins_a_paragraph() -> None:
    text = (
        "Ms. Brandt (Norway): The treaty gives every\nstate the right to be consulted, and nobody\nconsulted us.\n"
        "Mr. Ferreira (Portugal): The weir stands\noutside of the treaty's area, as the map\nshows."
    )

    assert [line.split(":")[0] for line in paragraphs(text)] == ["Ms. Brandt (Norway)", "Mr. Ferreira (Portugal)"]


def test_a_sentence_that_a_blank_line_breaks_is_whole_again() -> None:
    text = (
        "Nobody counts sparrows. The last survey was made in\n\n1999, and since then the town has\n\nlost its hedges."
    )

    assert paragraphs(text) == [text.replace("\n\n", " ")]


def test_a_word_broken_at_its_hyphen_stays_one() -> None:
    text = "I thank the Under-Secretary Oscar Fernandez-\nTaranco for what he told us at the twenty-\nfifth meeting."

    assert paragraphs(text) == [text.replace("\n", "", 1).replace("\n", "")]


@pytest.mark.parametrize(
    "text",
    [
        "The mill\nBy Ann Moor\nThe town wants a museum, and should not have one.\nThere are three already, all empty.",
        "Milk\nFlour from the mill\nTwo eggs\nA pinch of salt",
        "10:02\nThe members vote at noon.\n10:25\nThe minister opened the debate this morning.",
        "Dear Sir,\n\nplease close the road before winter comes, since the bridge is weak.",
        "Item | Cost | Note\nquay | 300 | late\nboat | 900 | rusty",
    ],
)
def test_lines_that_are_no_broken_ones_stay_apart(text: str) -> None:
    assert len(paragraphs(text)) == len([line for line in text.split("\n") if line])
