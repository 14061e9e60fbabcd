from __future__ import annotations

from service.domain.argument_map import ArgumentMap
from service.engines.offline.engine import OfflineEngine
from service.pipeline.direct import map_document
from service.reading import read_text

DISPUTE = (
    "The harbour of Sund has a new crane, and nobody knows who should pay for it.\n\n"
    "Does the crane pay for itself?\n\n"
    "The company says that the crane pays for itself in four years. It needs fewer men and loads twice as fast.\n\n"
    "The union denies that the crane pays for itself. Its secretary says that it has stood still since May.\n\n"
    "The crane is there, and somebody will have to paint it every third year."
)


async def mapped(engine: OfflineEngine, text: str) -> ArgumentMap:
    return await map_document(read_text(text), engine, engine)


async def test_what_one_side_denies_is_an_issue_between_the_two(engine: OfflineEngine) -> None:
    map_ = await mapped(engine, DISPUTE)

    (issue,) = map_.issues
    labels = {item.id: item.label for item in map_.perspectives}
    assert {labels[position.perspective] for position in issue.positions} == {"Company", "Union"}
    assert [contrast.kind for contrast in issue.contrasts] == ["rival"]
    assert all(position.units for position in issue.positions)


async def test_the_question_is_made_of_words_of_the_text(engine: OfflineEngine) -> None:
    map_ = await mapped(engine, DISPUTE)

    (issue,) = map_.issues
    assert issue.question.spans
    assert issue.question.text == "Does the crane pay for itself?"


async def test_a_column_that_answers_nobody_has_no_issue(engine: OfflineEngine) -> None:
    text = (
        "The crane should be painted. Rust eats it from the inside, and a new one costs four times as much.\n\n"
        "It should be painted in May, because the rain is over by then. Blue would suit it, since the sea is grey."
    )

    assert (await mapped(engine, text)).issues == ()
