"""The seam between rules and tagger: what the parse settles about spans that the tagger found, and whose labels are."""

from __future__ import annotations

from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.engine import OfflineEngine
from service.reading import read_text
from tests.engines.offline.parsing_help import cut, found_in, parse


def found(text: str, source: str, cue: str, *contents: str) -> list[tuple[str | None, str | None, list[str]]]:
    """(source, cue, contents) after the seam, of a text in which the tagger found one attribution."""
    document, parsed = parse(text)

    def span(words: str) -> tuple[int, int]:
        start = text.index(words)
        return start, start + len(words)

    tagged = TaggedAttribution(
        0, span(cue), (0, *span(source)), tuple((0, *span(content)) for content in contents), 0.9
    )
    return [
        (cut(document, item.source), cut(document, item.cue), [document.text[a:b] for a, b in item.content])
        for item in found_in(document, parsed, [tagged])
    ]


def test_the_that_of_a_report_is_no_part_of_what_is_said_but_the_pronoun_is() -> None:
    assert found("Ann Bell says that rents fall.", "Ann Bell", "says", "that rents fall")[0][2] == ["rents fall"]
    assert found("Ann Bell says that is wrong.", "Ann Bell", "says", "that is wrong")[0][2] == ["that is wrong"]


def test_a_source_has_no_relative_clause_and_keeps_its_apposition() -> None:
    text = "Ann Bell, a nurse who works at night, says that rents fall."

    ((source, _, _),) = found(text, "Ann Bell, a nurse who works at night,", "says", "that rents fall")

    assert source == "Ann Bell, a nurse"


async def test_a_label_is_nobodys_subject_and_the_questioner_holds_nothing(engine: OfflineEngine) -> None:
    document = read_text(
        "Brand: The managers believe that the answer is more software. Do you?\n\n"
        "Okoro: No. I would vote against it, because the machines have made the nights longer.\n\n"
        "Brand: Some of your colleagues think that you defend the trade. Is that so?\n\n"
        "Okoro: The trade needs no defence, and the patients need more doctors than they have.\n\n"
        "This conversation has been edited. The maker was shown the figures and said that it welcomes them."
    )
    voices = (await engine.voices(document)).answer

    assert "Brand" not in {voice.label for voice in voices.voices}
    last = document.body()[-1]
    answer = (await engine.structure(document, voices, last.index)).answer
    assert all(item.content[0].start > last.start for item in answer.attributions)


async def test_a_quotation_that_goes_on_keeps_naming_its_speaker(engine: OfflineEngine) -> None:
    document = read_text(
        "\u201cThe cap will kill us,\u201d said Ana Ruiz. \u201cWe have no water left.\n\n"
        "\u201cAnd nobody in the ministry listens to the people who live here.\u201d"
    )
    voices = (await engine.voices(document)).answer

    answer = (await engine.structure(document, voices, 1)).answer

    (item,) = [one for one in answer.attributions if one.within is None]
    assert item.source is not None
    assert item.source.cut(document.text) == "Ana Ruiz"
    assert item.cue is not None
    assert item.cue.cut(document.text) == "said"


def test_to_call_something_a_pretext_is_no_demand_and_to_call_for_it_is() -> None:
    def attitude(text: str, source: str, cue: str, content: str) -> str:
        document, parsed = parse(text)
        spans = [(text.index(words), text.index(words) + len(words)) for words in (source, cue, content)]
        tagged = TaggedAttribution(0, spans[1], (0, *spans[0]), ((0, *spans[2]),), 0.9)
        return found_in(document, parsed, [tagged])[0].attitude

    assert attitude("Ann Bell called the plan a pretext.", "Ann Bell", "called", "the plan a pretext") == "asserts"
    assert attitude("Ann Bell called for a vote.", "Ann Bell", "called for", "a vote") == "wants"


async def test_a_letter_s_you_is_whom_it_greets_wherever_it_goes_on(engine: OfflineEngine) -> None:
    document = read_text(
        "Dear Mrs Vane,\n\nIn May you told the board: \u201cNo path in this county will be closed this year.\u201d\n\n"
        "You went on to say that the gates would stay open. \u201cThe paths belong to those who walk on them.\u201d\n\n"
        "Yours faithfully,\n\nIda Holm"
    )
    voices = (await engine.voices(document)).answer

    assert ["Vane" in voice.label for voice in voices.voices] == [True]
