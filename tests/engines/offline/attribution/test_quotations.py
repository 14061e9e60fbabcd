from __future__ import annotations

from service.engines.offline.attribution.quotations import find_quotations
from tests.engines.offline.parsing_help import attributions, found_in, parse


def quotations(text: str) -> list[str]:
    document, parsed = parse(text)
    return [document.text[item.start : item.end] for paragraph in parsed for item in find_quotations(paragraph)]


def test_curly_straight_single_and_doubled_marks() -> None:
    assert quotations("She said, \u201cWe paid twice.\u201d Then she left.") == ["\u201cWe paid twice.\u201d"]
    assert quotations('He called it "a very bad joke" again.') == ['"a very bad joke"']
    assert quotations("He said: \u2018It\u2019s a bad joke.\u2019 Then he left.") == [
        "\u2018It\u2019s a bad joke.\u2019"
    ]


def test_a_quotation_that_goes_on_in_the_next_sentences_stays_with_its_speaker() -> None:
    text = "\u201cThe cap will kill us,\u201d said Ana Ruiz. \u201cWe have no water left. None at all.\u201d"

    ((source, _, content),) = attributions(text)

    assert source == "Ana Ruiz"
    assert content == ["\u201cThe cap will kill us,\u201d", "\u201cWe have no water left. None at all.\u201d"]


def test_a_quotation_of_several_paragraphs_stays_with_its_speaker() -> None:
    text = (
        "\u201cThe cap will kill us,\u201d said Ana Ruiz. \u201cWe have no water left.\n\n"
        "\u201cAnd nobody in the ministry listens to the people who live here.\u201d"
    )
    found = found_in(*parse(text))

    assert [item.paragraph for item in found] == [0, 1]
    assert found[1].source is None
    assert found[1].same_as == found[0].source


def test_scare_quotes_have_no_speaker() -> None:
    assert attributions("The so-called \u201creform\u201d is a gift to landlords.") == []
