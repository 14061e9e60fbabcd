from __future__ import annotations

from pathlib import Path

from service.domain.argument_map import parse_map
from service.domain.base import Span
from service.engines.answers import StructureAnswer, Voice, VoicesAnswer
from service.engines.offline.engine import OfflineEngine
from service.pipeline.direct import map_document
from service.reading import read_text

GOLD = Path(__file__).parents[3] / "evals" / "gold" / "development"


async def structure(
    engine: OfflineEngine, text: str, voices: VoicesAnswer | None = None
) -> tuple[str, StructureAnswer]:
    document = read_text(text)
    spoken = voices if voices is not None else (await engine.voices(document)).answer
    return document.text, (await engine.structure(document, spoken, document.body()[0].index)).answer


async def relations(engine: OfflineEngine, text: str) -> list[tuple[str, str, str]]:
    """(source, kind, target) with the first two words of each unit; an undercut's target is its relation's source."""
    whole, answer = await structure(engine, text)
    names = {unit.id: " ".join(unit.spans[0].cut(whole).split()[:2]) for unit in answer.units}
    names |= {relation.id: names[relation.sources[0]] for relation in answer.relations}
    return [(names[item.sources[0]], item.kind, names[item.target]) for item in answer.relations]


async def test_a_reason_supports_what_it_is_given_for(engine: OfflineEngine) -> None:
    found = await relations(engine, "The county should cap pumping, because the aquifer is falling every year.")

    assert found == [("the aquifer", "support", "The county")]


async def test_objections_answers_to_them_and_linked_premises_are_found(engine: OfflineEngine) -> None:
    gold = parse_map((GOLD / "12-friday-off.json").read_bytes())

    map_ = await map_document(gold.document, engine, engine)

    assert {relation.kind for relation in map_.relations} == {"support", "rebut", "undercut"}
    assert any(len(relation.sources) > 1 for relation in map_.relations)


async def test_another_engines_voices_are_used_where_they_mean_the_same(engine: OfflineEngine) -> None:
    text = "The water board says that the wells are full. Critics say that the wells are poisoned."
    start = text.index("The water board")
    voices = VoicesAnswer(
        voices=(
            Voice(key="v7", label="The board", kind="institution", mentions=(Span(start=start, end=start + 15),)),
            Voice(key="v8", label="Opponents", kind="unnamed", aliases=("critics",)),
        )
    )

    _, answer = await structure(engine, text, voices)

    assert [item.voice for item in answer.attributions] == ["v7", "v8"]
    assert answer.new_voices == ()


async def test_a_holder_whom_nobody_declared_is_a_new_voice(engine: OfflineEngine) -> None:
    _, answer = await structure(engine, "The water board says that the wells are full.", VoicesAnswer())

    assert [voice.label for voice in answer.new_voices] == ["Water board"]
    assert answer.attributions[0].voice == answer.new_voices[0].key


async def test_a_report_inside_a_report_is_nested(engine: OfflineEngine) -> None:
    whole, answer = await structure(engine, "The union says that managers believe the strike will collapse.")
    inner = next(item for item in answer.attributions if item.cue is not None and item.cue.cut(whole) == "believe")

    assert inner.within is not None


async def test_a_question_that_claims_nothing_is_no_unit(engine: OfflineEngine) -> None:
    text = "What happens if the wells run dry? The county should cap pumping, because the aquifer is falling."

    _, answer = await structure(engine, text)

    assert len(answer.units) == 2
