"""A scripted model whose every answer carries the hash of its question, so that the table of calls can be checked."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from service.storage.database import Database
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, valid_chain


def mark_of(asked: Asked) -> int:
    """A number that stands for the question; the answer's count of input tokens."""
    return int(asked.key[:7], 16)


def marked_chain(asked: Asked) -> Reaction:
    """A valid answer to each step that carries its question's mark."""
    reaction = valid_chain(asked)
    assert isinstance(reaction, Answer)
    return replace(reaction, input_tokens=mark_of(asked))


class Ledger:
    """`check` fails if a call was asked for again after it had been stored."""

    def __init__(self, model: ScriptedLLM, database_url: str) -> None:
        self._model = model
        self._database_url = database_url
        self._stored: list[tuple[int, set[int], float]] = []

    def note(self) -> int:
        """Note what is stored now, between a kill and a restart; how many calls that are."""
        database = Database(self._database_url)
        with database.read() as connection:
            bodies = connection.exec_driver_sql("SELECT body FROM model_calls").scalars().all()
        database.close()
        calls = [json.loads(bytes(body)) for body in bodies]
        marks = {call["input_tokens"] for call in calls if call["finish_reason"] == "stop" and not call["refusal"]}
        # counted last: a first request that came during the reading must not look like a second one
        self._stored.append((len(self._model.requests), marks, time.time()))
        return len(marks)

    def check(self) -> None:
        for count, marks, _ in self._stored:
            often = Counter(map(mark_of, self._model.requests))
            again = [
                asked for asked in self._model.requests[count:] if mark_of(asked) in marks and often[mark_of(asked)] > 1
            ]
            assert not again, f"{len(again)} finished calls were paid for again, such as {again[0].user[:200]!r}"

    def evidence(self, since: int, times: Sequence[float]) -> dict[str, Any]:
        """All requests from that number on, and what was stored when, to find out why a round did not hold.

        `times`: when each of all the requests came.
        """
        requests = [
            {"number": number, "at": at, "step": asked.step, "mark": mark_of(asked), "user": asked.user}
            for number, (asked, at) in enumerate(zip(self._model.requests, times, strict=False))
        ]
        notes = [{"at": at, "requests": count, "marks": sorted(marks)} for count, marks, at in self._stored]
        return {"requests": requests[since:], "notes": notes}

    @property
    def extra(self) -> int:
        """Requests beyond one for each question."""
        return len(self._model.requests) - len({asked.key for asked in self._model.requests})
