"""The input and result of a debate's run: the current debate, and what is known of its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate, check_size
from service.domain.debates.digest import Digest, digest_of
from service.domain.pieces import parse_in_pieces
from service.domain.provenance import MapWarning, Usage
from service.engines.debate_answers import Judge, Verdict
from service.engines.offline.parsing import MODELLED
from service.errors import ModelUnavailable
from service.pipeline.debates.articles import (
    Judged,
    encode_units,
    gave_up,
    judge_article,
    pack,
    unpack,
)
from service.pipeline.debates.building import build, gathered, remarks, sketch_first, without
from service.pipeline.debates.candidates import CandidateIndex
from service.storage.debate_rows import Article, MemberMap

_AWAY = f"llm-{ModelUnavailable.code}"


@dataclass
class Sources:
    """`base`: the debate minus what was removed or changed. `added`: articles not in it yet, with their verdicts.

    `usage`: what this run has used so far, in any process. `model_away`: a warning, set once no model could be reached
    for an article; the rest of the run does not wait for one.
    """

    base: Debate
    index: CandidateIndex = field(default_factory=CandidateIndex)
    added: list[tuple[Digest, Sequence[Verdict]]] = field(default_factory=list)
    told: list[Judged] = field(default_factory=list)
    judged: list[tuple[Digest, Judged]] = field(default_factory=list)
    usage: Usage = Usage()
    warnings: list[MapWarning] = field(default_factory=list)
    gone: tuple[str, ...] = ()
    place: int = 0
    model_away: tuple[MapWarning, ...] = ()

    def add(self, digest: Digest, judged: Judged) -> None:
        self.added.append((digest, judged.verdicts))
        self.told.append(judged)
        self.judged.append((digest, judged))
        self.usage = self.usage + judged.usage

    async def take_in(self, digest: Digest, vectors: bytes, judge: Judge | None) -> tuple[Article, Judged]:
        """Ask about a new article, whose units' packed `vectors` these are; returns what to store about it."""
        rows = self.index.add(digest, unpack(vectors))
        judged = await judge_article(self.index, rows, None if self.model_away else judge)
        judged = judged.model_copy(update={"warnings": judged.warnings or self.model_away})
        self.model_away = tuple(item for item in judged.warnings if item.code == _AWAY)
        self.place += 1
        self.add(digest, judged)
        article = Article(
            map_id=digest.map,
            map_version=digest.version,
            place=self.place,
            digest=digest.model_dump_json().encode(),
            vectors=vectors,
            judged=judged.model_dump_json().encode(),
        )
        return article, judged

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.gone)

    @property
    def comment(self) -> str | None:
        """The new version's comment."""
        came, went = len(self.added), len(self.gone)
        parts = [f"{count} article(s) {what}" for count, what in ((came, "added"), (went, "left or changed")) if count]
        return ", ".join(parts) or None


def stand(debate: Debate, rows: Sequence[Article], gone: tuple[str, ...], members: Sequence[MemberMap]) -> Sources:
    """The debate without the maps that are `gone`, and its remaining articles, from `rows`."""
    base = without(debate, gone) if gone else debate
    sources = Sources(base, gone=gone, place=max((row.place for row in rows), default=0))
    there = {document.map for document in base.documents}
    for row in rows:
        digest = Digest.model_validate_json(row.digest)
        judged = Judged.model_validate_json(row.judged)
        sources.index.add(digest, unpack(row.vectors))
        if row.map_id in there:
            sources.judged.append((digest, judged))
        else:
            sources.add(digest, judged)
    for member in members:
        if member.ended and not member.usable:
            detail = f"“{member.title or member.map_id}” is not in the debate: its map is {member.status}."
            sources.warnings.append(MapWarning(code="map-not-made", detail=detail))
    return sources


def built(sources: Sources, judge: Judge | None, started: datetime) -> tuple[Debate, bool]:
    """The debate, and whether it changed. Raises DebateTooLarge."""
    digests = sources.index.digests
    warnings = [
        *gathered(
            [(digest.title or digest.map, item) for digest, judged in sources.judged for item in judged.warnings]
        ),
        *sources.warnings,
        *remarks(list(digests.values()), None if judge else MODELLED),
    ]
    provenance = sources.base.provenance.model_copy(
        update={
            "engine": judge.name if judge else "offline",
            "model": judge.model if judge else None,
            "prompts": judge.prompts if judge else {},
            "started": started,
            "finished": datetime.now(UTC),
            "usage": sources.base.provenance.usage + sources.usage,
            "warnings": sketch_first(warnings),
        }
    )
    status = "partial" if gave_up(warnings) else "done"
    base = sources.base.model_copy(update={"provenance": provenance, "status": status})
    same = [pair for _, judged in sources.judged for pair in judged.actors]
    debate = build(base, digests, sources.added, told=sources.told, same=same) if sources.is_changed else base
    check_size(len(debate.documents), len(debate.claims))
    return debate, sources.is_changed or base.provenance.warnings != sources.base.provenance.warnings


def read_digest(body: bytes) -> Digest:
    """A stored map's digest."""
    return digest_of(parse_in_pieces(ArgumentMap, body))


def encoded(digest: Digest) -> bytes:
    """The vectors of the article's units, packed."""
    return pack(encode_units(digest))
