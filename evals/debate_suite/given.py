"""A debate made of the gold's own mentions: what the engine joins, apart from which units it finds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from evals.debate_suite.sheets import DebateSheet, SheetMention
from evals.debate_suite.suite import GoldDebate
from service.domain.argument import Attitude
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest, DigestHolder, DigestUnit
from service.domain.debates.parts import Member
from service.domain.provenance import Provenance
from service.engines.debate_answers import DebateHolder, Judge
from service.engines.offline.lexicon import words
from service.pipeline.debates.articles import encode_units, in_order, start_judging
from service.pipeline.debates.building import build
from service.pipeline.debates.candidates import CandidateIndex


async def debate_of_mentions(gold: GoldDebate, judge: Judge | None, provenance: Provenance) -> Debate:
    """The debate that the engine makes of these words, attitudes and actors. Nothing else of the articles is known."""
    index, ordered = CandidateIndex(), in_order(digests_of(gold))
    asked = [await start_judging(index, index.add(digest, encode_units(digest)), judge) for digest in ordered]
    judged = await asyncio.gather(*asked)
    added = [(digest, item.verdicts) for digest, item in zip(ordered, judged, strict=True)]
    empty = Debate(id=f"{gold.id}-given", provenance=provenance)
    return build(empty, index.digests, added, groups=_actors(gold.sheet, list(index.digests.values())))


def digests_of(gold: GoldDebate) -> list[Digest]:
    """One for each article with mentions; a unit has its mention's id, a holder its actor's."""
    digests = []
    for document in gold.documents:
        mentions = [item for item in gold.sheet.mentions if item.doc == document.id]
        held = {item.actor for item in mentions}
        digests.append(
            Digest(
                map=document.id,
                version=1,
                outlet=document.outlet,
                author=document.author,
                published=document.published,
                sha256=document.id,
                holders=tuple(
                    DigestHolder(id=item.id, label=item.label, kind=item.kind, names=(item.label,))
                    for item in gold.sheet.actors
                    if item.id in held
                ),
                units=tuple(
                    DigestUnit(
                        id=item.id,
                        text=gold.labels.by_id[item.id].text,
                        holder=item.actor,
                        attitude=_attitude(item, gold.labels.by_id[item.id].text),
                    )
                    for item in mentions
                ),
            )
        )
    return digests


def _attitude(mention: SheetMention, text: str) -> Attitude:
    """As a map has it: whoever denies in words of their own asserts those words.

    >>> plain = SheetMention(id="m", doc="d", quote=("it was the line",), actor="a", claim="c", attitude="denies")
    >>> _attitude(plain, "it was the line"), _attitude(plain, "it was not the line")
    ('denies', 'asserts')
    """
    denies_itself = any(
        word in words("negations of a claim") or word.endswith("n't") for word in text.lower().replace("’", "'").split()
    )
    return "asserts" if denies_itself else mention.attitude


def _actors(sheet: DebateSheet, digests: Sequence[Digest]) -> list[list[DebateHolder]]:
    groups = []
    for actor in sheet.actors:
        members = [digest.map for digest in digests if any(holder.id == actor.id for holder in digest.holders)]
        group = [
            DebateHolder(Member(map=name, perspective=actor.id), actor.label, actor.kind, (actor.label,), None)
            for name in members
        ]
        if group:
            groups.append(group)
    return groups
