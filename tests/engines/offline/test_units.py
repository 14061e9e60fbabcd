from __future__ import annotations

import pytest

from service.engines.offline.attributions import find_attributions
from service.engines.offline.holders.resolve import Resolver
from service.engines.offline.units import draft_units
from tests.engines.offline.parsing_help import parse


def units(text: str) -> list[str]:
    document, parsed = parse(text)
    held = Resolver(parsed).resolve(find_attributions(document, parsed))
    return [
        " // ".join(document.text[start:end] for start, end in unit.spans)
        for paragraph in parsed
        for unit in draft_units(paragraph, [item for item in held if item.raw.paragraph == paragraph.index])
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Officials say that the cap is needed, because the aquifer is falling.",
            ["the cap is needed", "the aquifer is falling"],
        ),
        ("Therefore, the cap must stay.", ["the cap must stay"]),
        ("\u201cThe cap will kill us,\u201d said Ana Ruiz, who runs a farm.", ["\u201cThe cap will kill us,\u201d"]),
        (
            "Officials would point to unsafe military intercepts, and the sudden refusal of all meetings.",
            ["unsafe military intercepts", "the sudden refusal of all meetings"],
        ),
    ],
)
def test_units_leave_out_frames_connectives_and_the_stop(text: str, expected: list[str]) -> None:
    assert units(text) == expected


def test_spans_are_exact_beside_marks_that_the_parser_does_not_know() -> None:
    text = "Officials\u00a0say \u2026 no. \u201cIt\u2019s safe \U0001f600 \u2013 safe,\u201d the na\u00efve mayor said."
    document, _ = parse(text)

    for unit in units(text):
        assert all(piece in document.text for piece in unit.split(" // "))
