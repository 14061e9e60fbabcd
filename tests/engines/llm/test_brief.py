"""The brief is asked for again where a check or its length fails; of two answers with errors the better one is kept."""

from __future__ import annotations

import json

import pytest

from tests.domain.test_brief import marsh_map
from tests.engines.llm.conftest import Connect
from tests.scripted_llm import Answer, ScriptedLLM, in_turn

COUNCIL = "On 3 May Oxmere's council voted 7 to 4 to meter the 310 pumps of the marsh."


def _answer(*texts: str) -> Answer:
    sentences = [{"kind": "context", "text": f"{text.rstrip('.')} [0: 1]."} for text in texts]
    return Answer(json.dumps({"groups": [{"heading": "", "sentences": sentences}]}))


@pytest.mark.parametrize(
    ("first", "second", "why", "kept"),
    [
        ([COUNCIL, COUNCIL.replace("7", "9")], [COUNCIL, COUNCIL], "9 does not stand in the segments cited", 1),
        ([COUNCIL], [COUNCIL, COUNCIL], "It has only 17 of 40", 1),
        ([COUNCIL] * 3, [COUNCIL, COUNCIL], "tighten by 11", 1),
        ([COUNCIL], [COUNCIL.replace("7", "9")], "It has only 17 of 40", 0),
        ([], [COUNCIL, COUNCIL], "It has no sentences.", 1),
    ],
    ids=["fault", "short", "long", "second-worse", "empty"],
)
async def test_an_answer_with_errors_is_asked_for_again(
    connect: Connect, first: list[str], second: list[str], why: str, kept: int
) -> None:
    with ScriptedLLM(in_turn(_answer(*first), _answer(*second))) as llm:
        answered = await connect(llm).brief(marsh_map())
    assert [item.text for group in answered.answer.groups for item in group.sentences] == [first, second][kept]
    assert why in llm.requests[1].body["messages"][-1]["content"]
