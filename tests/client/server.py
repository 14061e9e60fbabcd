"""A server that plays the API's part: answers that a test lays out, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.web_server import Reply as Answer
from tests.web_server import Sent, answering

__all__ = ["Answer", "Played", "playing"]


@dataclass
class Played:
    """`answers`: for each "METHOD /path" the answers to give, in order; the last one stays."""

    url: str
    answers: dict[str, list[Answer]]
    seen: list[Sent] = field(default_factory=list)


@contextmanager
def playing(answers: dict[str, list[Answer]]) -> Iterator[Played]:
    played = Played("", answers)

    def answer(sent: Sent) -> Answer:
        played.seen.append(sent)
        waiting = played.answers[f"{sent.method} {sent.path.partition('?')[0]}"]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    with answering(answer) as played.url:
        yield played
