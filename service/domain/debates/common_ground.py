"""Common ground: claims that actors make who oppose each other elsewhere in the debate."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.opposition import Opposition, Pair, pairs_of
from service.domain.debates.parts import UnitRef
from service.domain.debates.stances import positions


class Voice(Frozen):
    """An actor, and where it makes the claim."""

    actor: str
    mentions: tuple[UnitRef, ...]


class Shared(Frozen):
    """A claim of opponents. `voices`: all who are for it; `oppositions`: between which of them, the strongest first."""

    claim: str
    label: str
    issue: str | None
    voices: tuple[Voice, ...]
    oppositions: tuple[Opposition, ...]


def common_ground(debate: Debate, opposed: Mapping[Pair, Opposition]) -> tuple[Shared, ...]:
    """Claims that at least two actors are for who are `opposed`; those of the strongest opponents first."""
    found = []
    for claim in debate.claims:
        makers = [actor for actor, position in positions(claim).items() if position == "for"]
        between = [opposed[two] for two in pairs_of(makers) if two in opposed]
        if between:
            between.sort(key=lambda item: -item.weight)
            opponents = {name for item in between for name in (item.a, item.b)}
            makers.sort(key=lambda actor: actor not in opponents)
            found.append(
                Shared(
                    claim=claim.id,
                    label=claim.label.text,
                    issue=claim.issue,
                    voices=tuple(
                        Voice(actor=name, mentions=tuple(x.ref for x in claim.mentions if x.actor == name))
                        for name in makers
                    ),
                    oppositions=tuple(between),
                )
            )
    return tuple(sorted(found, key=lambda item: (-item.oppositions[0].weight, -len(item.oppositions), item.label)))
