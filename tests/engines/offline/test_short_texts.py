"""Texts of one or two sentences: whoever tries the engine types these first."""

from __future__ import annotations

import pytest

from service.domain.argument import AUTHOR
from service.domain.argument_map import ArgumentMap
from service.engines.offline.engine import OfflineEngine
from service.pipeline.direct import map_document
from service.reading import read_text


async def units_of(engine: OfflineEngine, text: str) -> list[tuple[str, str]]:
    """Label of the holder and words of each unit."""
    map_: ArgumentMap = await map_document(read_text(text), engine, engine)
    labels = {item.id: item.label for item in map_.perspectives}
    return [(labels[unit.perspective], unit.text) for unit in map_.units]


@pytest.mark.parametrize(
    ("text", "holder", "unit"),
    [
        ("The minister said that the bridge was safe.", "Minister", "the bridge was safe"),
        ("The bridge is safe, the minister insisted.", "Minister", "The bridge is safe"),
        ("The treasurer told reporters that the town was broke.", "Treasurer", "the town was broke"),
        ("According to the board, half of the pipes leak.", "Board", "half of the pipes leak"),
        ("Half of the pipes leak, according to the water board.", "Water board", "Half of the pipes leak"),
        ("In the minister's view, the road is needed.", "Minister", "the road is needed"),
        ("For the union, the deal is a betrayal.", "Union", "the deal is a betrayal"),
        ("The report found that the river is dying.", "Report", "the river is dying"),
        ("Analysts expect prices to fall.", "Analysts", "prices to fall"),
        ("By the ministry's account, the fire began in the kitchen.", "Ministry", "the fire began in the kitchen"),
    ],
)
async def test_what_somebody_says_is_theirs(engine: OfflineEngine, text: str, holder: str, unit: str) -> None:
    assert await units_of(engine, text) == [(holder, unit)]


async def test_a_quotation_is_its_speaker_s(engine: OfflineEngine) -> None:
    [(holder, unit)] = await units_of(engine, '"The bridge is safe," said the minister.')

    assert (holder, unit.strip('",')) == ("Minister", "The bridge is safe")


async def test_two_sides_in_two_sentences_are_both_there(engine: OfflineEngine) -> None:
    found = await units_of(engine, "Officials in Oslo would point to the treaty. Others might blame the courts.")

    assert found == [("Officials in Oslo", "the treaty"), ("Others", "the courts")]


async def test_a_sentence_of_the_author_s_is_theirs(engine: OfflineEngine) -> None:
    map_ = await map_document(read_text("The harbour must be dredged."), engine, engine)

    assert [(unit.perspective, unit.text) for unit in map_.units] == [(AUTHOR, "The harbour must be dredged")]


async def test_the_halves_of_a_sentence_that_two_say_are_each_their_own(engine: OfflineEngine) -> None:
    found = await units_of(
        engine,
        "Teachers are split. Some fear that they will lose the day on which they plan lessons; others, that they will "
        "be blamed for scores that fell because of the pandemic.",
    )

    assert found == [
        ("Some", "they will lose the day on which they plan lessons"),
        ("Others", "they will be blamed for scores that fell because of the pandemic"),
    ]


async def test_a_greeting_is_no_part_of_a_name(engine: OfflineEngine) -> None:
    found = await units_of(
        engine,
        "Dear Councillor Whitcombe,\n\nYou wrote in your column last week that allotments are a luxury which the town "
        "can no longer afford. I have had a plot for thirty years, and I must disagree.",
    )

    assert found[0] == ("Whitcombe", "allotments are a luxury which the town can no longer afford")


@pytest.mark.parametrize("conjunction", ["because", "since", "for"])
async def test_a_reason_stands_apart_from_what_it_is_given_for(engine: OfflineEngine, conjunction: str) -> None:
    map_ = await map_document(read_text(f"Trams should stay, {conjunction} they carry many people."), engine, engine)

    assert [unit.text for unit in map_.units] == ["Trams should stay", "they carry many people"]
    assert [(relation.kind, relation.sources, relation.target) for relation in map_.relations] == [
        ("support", ("u1",), "u0")
    ]
