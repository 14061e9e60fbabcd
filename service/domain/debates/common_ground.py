"""Common ground: claims that opponents make in their own words."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.opposition import Opposition, Pair, agreeing, own_positions
from service.domain.debates.parts import ClaimKind, UnitRef
from service.domain.debates.sides import parents_of, sides
from service.domain.debates.telling import Tellings, own_mentions, writers_of


class Voice(Frozen):
    """An actor, and where it makes the claim."""

    actor: str
    mentions: tuple[UnitRef, ...]


class Shared(Frozen):
    """A claim that opponents share. `voices`: everybody who makes it directly, the opponents first; `oppositions`: the
    opposing sides that share it, strongest opposition first.
    """

    claim: str
    label: str
    issue: str | None
    kind: ClaimKind = "claim"
    voices: tuple[Voice, ...]
    oppositions: tuple[Opposition, ...]


def common_ground(
    debate: Debate, opposed: Mapping[Pair, Opposition], tellings: Tellings | None = None
) -> tuple[Shared, ...]:
    """Claims made by two `opposed` sides, those of the strongest opponents first and facts last.

    Claims that somebody is only reported or supposed to make do not count.
    """
    told, top, writers = tellings or {}, sides(parents_of(debate)), writers_of(debate)
    found = []
    for claim in debate.claims:
        between = [opposed[two] for two in agreeing(claim, top, writers, told) if two in opposed]
        if between:
            between.sort(key=lambda item: (-item.weight, item.a, item.b))
            opponents = {name for item in between for name in (item.a, item.b)}
            makers = [actor for actor, position in own_positions(claim, told).items() if position == "for"]
            makers.sort(key=lambda actor: top[actor] not in opponents)
            own = own_mentions(claim.mentions, told)
            found.append(
                Shared(
                    claim=claim.id,
                    label=claim.label.text,
                    issue=claim.issue,
                    kind=claim.kind,
                    voices=tuple(
                        Voice(actor=name, mentions=tuple(x.ref for x in own if x.actor == name)) for name in makers
                    ),
                    oppositions=tuple(between),
                )
            )
    return tuple(
        sorted(
            found,
            key=lambda item: (item.kind == "fact", -item.oppositions[0].weight, -len(item.oppositions), item.label),
        )
    )
