from __future__ import annotations

import pytest

from service.engines.offline.engine import OfflineEngine
from service.reading import read_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Officials say that the cap is needed, because the aquifer is falling.",
            ["the cap is needed", "the aquifer is falling"],
        ),
        ("\u201cThe cap will kill us,\u201d said Ana Ruiz, who runs a farm.", ["\u201cThe cap will kill us,\u201d"]),
        (
            "The wells, the farmers say, will run dry by May.",
            ["The wells // will run dry by May"],
        ),
    ],
)
async def test_units_leave_out_who_says_it_and_connectives(
    engine: OfflineEngine, text: str, expected: list[str]
) -> None:
    document = read_text(text)
    answer = (await engine.structure(document, (await engine.voices(document)).answer, 0)).answer

    found = [" // ".join(span.cut(document.text).strip(" .,") for span in unit.spans) for unit in answer.units]

    assert [text.removeprefix("because ") for text in found] == [item.strip(" .,") for item in expected]


async def test_a_unit_never_runs_over_the_end_of_a_sentence(engine: OfflineEngine) -> None:
    document = read_text(
        "The cap should stay. The aquifer is falling. Wells run dry. Farms die. The county has no other water."
    )
    answer = (await engine.structure(document, (await engine.voices(document)).answer, 0)).answer

    assert len(answer.units) >= 4
    assert all(". " not in span.cut(document.text) for unit in answer.units for span in unit.spans)


async def test_spans_are_exact_beside_marks_that_the_parser_does_not_know(engine: OfflineEngine) -> None:
    document = read_text(
        "Officials\u00a0say \u2026 no. \u201cIt\u2019s safe \U0001f600 \u2013 safe,\u201d the na\u00efve mayor said."
    )
    answer = (await engine.structure(document, (await engine.voices(document)).answer, 0)).answer

    assert answer.units
    assert all(not span.cut(document.text).startswith(" ") for unit in answer.units for span in unit.spans)


async def test_a_word_that_somebody_inside_a_quotation_wants_keeps_who_wants_it(engine: OfflineEngine) -> None:
    document = read_text(
        "In Kessen the bridge is seen as a road for somebody else's army. The defence minister there, Olle Brandt, "
        'said that Varn believes the inlet to be its own lake. "They want piers," he told reporters, "and next they '
        'will want to guard them."\n\n'
        "Both sides should publish what they measure, since a driver cannot weigh a secret."
    )
    answer = (await engine.structure(document, (await engine.voices(document)).answer, 0)).answer

    (piers,) = [unit for unit in answer.units if "piers" in unit.spans[0].cut(document.text)]
    said = {item.id: item for item in answer.attributions}
    wanted = said[piers.attribution or ""]
    assert wanted.source is not None
    assert wanted.source.cut(document.text) == "They"
    assert said[wanted.within or ""].voice == "olle-brandt"


async def test_a_bare_denial_is_no_unit(engine: OfflineEngine) -> None:
    document = read_text(
        "Mayors along the route fear that the line will never come back, because the crews have retired.\n\n"
        "According to one of them, the treasury is counting on it. Treasury officials deny this.\n\n"
        "The subsidy should therefore be kept, and the operator should publish what each berth costs."
    )
    voices = (await engine.voices(document)).answer
    found = []
    for paragraph in document.body():
        answer = (await engine.structure(document, voices, paragraph.index)).answer
        found += [unit.spans[0].cut(document.text) for unit in answer.units]

    assert found
    assert "this" not in found
