"""What is asked and stored about one article of a debate: its vectors, and verdicts on its candidates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from pydantic import ConfigDict

from service.domain.base import Frozen
from service.domain.debates.debate import Naming
from service.domain.debates.digest import Digest
from service.domain.debates.parts import Member, UnitRef
from service.domain.provenance import MapWarning, Usage
from service.engines.debate_answers import DebateHolder, Judge, SameHolders, Statement, Verdict
from service.engines.engine import StepFailed
from service.engines.offline.debates.holders import same_actors
from service.engines.offline.debates.pairs import pair_scorer
from service.engines.offline.debates.sentence_vectors import WIDTH, Vectors, sentence_encoder
from service.errors import BudgetSpent, ModelUnavailable
from service.pipeline.debates.actors import holders_of
from service.pipeline.debates.candidates import CandidateIndex
from service.pipeline.debates.places import same_facts, statements_with_places

SHOWN = 0.1
"""Like `CLOSE`, for what a model is shown."""
WHOLE = 600
"""Up to this many earlier units are all shown to a model, which sees past wording; of more, only the close ones."""


class Judged(Frozen):
    """Everything asked about one article.

    `engine`: the source of the verdicts; the offline engine if the model gave up, with a warning. `facts`, `wordings`,
    `former`: as a model gave them (`Judgements`); `actors`: holders of articles in two languages that are one.
    """

    model_config = ConfigDict(extra="ignore")

    engine: str
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()
    actors: tuple[tuple[Member, Member], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    facts: tuple[UnitRef, ...] = ()
    wordings: tuple[Naming, ...] = ()
    former: tuple[UnitRef, ...] = ()


def gave_up(warnings: Iterable[MapWarning]) -> bool:
    """Whether a model gave up on part of what it was asked."""
    return any(warning.code.startswith("llm-") for warning in warnings)


def was_left(judged: bytes) -> bool:
    """Whether a model gave up on the article that this was stored for: it may be asked again."""
    return gave_up(Judged.model_validate_json(judged).warnings)


def encode_units(digest: Digest) -> Vectors:
    """One row per unit."""
    return sentence_encoder().encode([unit.text for unit in digest.units])


def pack(vectors: Vectors) -> bytes:
    """As float16: half the size, and cosines differ only in the fourth decimal."""
    return vectors.astype(np.float16).tobytes()


def unpack(body: bytes) -> Vectors:
    return np.frombuffer(body, np.float16).astype(np.float32).reshape(-1, WIDTH)


async def judge_article(index: CandidateIndex, rows: range, judge: Judge | None) -> Judged:
    """Verdicts on the new units; `rows` as returned by `CandidateIndex.add`; `judge`: a model, or None.

    If the model gives up on the article or altogether, the verdicts are the offline engine's, with a warning.
    """
    return await (await start_judging(index, rows, judge))


async def start_judging(index: CandidateIndex, rows: range, judge: Judge | None) -> Coroutine[None, None, Judged]:
    """As `judge_article`; what it returns asks, and needs the index no more: articles may be added meanwhile."""
    offline = partial(_offline, index, rows, list(index.digests.values())[-1])
    if judge is None:
        return _known(Judged(engine="offline", verdicts=tuple(await asyncio.to_thread(offline))))
    earlier = range(rows.start) if rows.start <= WHOLE else await asyncio.to_thread(_near, index, rows)
    if judge.reads_places:
        new, old = await asyncio.to_thread(statements_with_places, index, earlier)
    else:
        new, old = [index.statement(row) for row in rows], [index.statement(row) for row in earlier]
    return _asked(judge, _Question(new, old, _holders(index)), offline)


async def _known(judged: Judged) -> Judged:
    return judged


async def _asked(judge: Judge, question: _Question, offline: Callable[[], list[Verdict]]) -> Judged:
    before = judge.spent
    try:
        answered = await judge.same(question.new, question.earlier)
        holders = await judge.same_holders(*question.holders) if question.holders else SameHolders()
    except (StepFailed, BudgetSpent, ModelUnavailable) as failure:
        verdicts = await asyncio.to_thread(offline)
        reason = failure.reason if isinstance(failure, StepFailed) else failure.code
        detail = f"which units make the same point was decided offline: {failure.message}"[:500]
        warning = MapWarning(code=f"llm-{reason}", detail=detail)
        spent = judge.spent.since(before)
        return Judged(engine="offline", verdicts=tuple(verdicts), usage=spent, warnings=(warning,))
    return Judged(
        engine=judge.name,
        verdicts=answered.verdicts,
        facts=answered.facts,
        wordings=answered.wordings,
        former=answered.former,
        actors=holders.pairs,
        usage=answered.usage + holders.usage,
        warnings=answered.warnings + holders.warnings,
    )


@dataclass(frozen=True)
class _Question:
    """What a model is asked about one article. `holders`: its own, and those in other languages by actor."""

    new: Sequence[Statement]
    earlier: Sequence[Statement]
    holders: tuple[Sequence[DebateHolder], Sequence[Sequence[DebateHolder]]] | None


def _holders(index: CandidateIndex) -> tuple[Sequence[DebateHolder], Sequence[Sequence[DebateHolder]]] | None:
    """Names do not tell who is one actor across languages: where the new article is in another, a model is asked."""
    *before, newest = index.digests.values()
    others = [digest for digest in before if digest.language != newest.language]
    return (holders_of([newest]), same_actors(holders_of(others))) if others else None


def _offline(index: CandidateIndex, rows: range, newest: Digest) -> list[Verdict]:
    return [*index.judge(index.candidates(rows), pair_scorer()), *same_facts(index, newest)]


def _near(index: CandidateIndex, rows: range) -> list[int]:
    return sorted({item.old for item in index.candidates(rows, SHOWN)} - set(rows))


def in_order(digests: Sequence[Digest]) -> list[Digest]:
    """By date; undated ones last, in input order."""
    return sorted(digests, key=lambda digest: (digest.published is None, digest.published or ""))
