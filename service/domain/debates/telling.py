"""How each mention is known: stated by its holder, reported by somebody else, or only supposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from service.domain.argument import AUTHOR
from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.digest import DigestTelling
from service.domain.debates.parts import Mention, UnitKey
from service.domain.debates.sides import parents_of
from service.domain.sides import related


class Telling(Frozen):
    """`told_by`: actors of another camp who report it, nearest first; `supposed`: "would", if the article only expects
    the holder to say so.
    """

    told_by: tuple[str, ...] = ()
    supposed: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether the holder says so itself."""
        return not self.told_by and self.supposed is None


PLAIN = Telling()
Tellings = Mapping[UnitKey, Telling]
"""Of the units only that are not plainly said by their holder."""


def tellings_of(debate: Debate, told: Mapping[str, Sequence[DigestTelling]]) -> dict[UnitKey, Telling]:
    """How each mention is known. `told`: by map. A report from the holder's own side counts as the holder's own
    statement.

    If an article was written by a party to the debate (one that also speaks in others' articles), everything others say
    in it counts as reported by that party.
    """
    actors = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    units = {(map_id, item.unit): item for map_id, items in told.items() for item in items}
    parents, found, parties = parents_of(debate), dict[UnitKey, Telling](), _writing_parties(debate)
    for mention in (item for claim in debate.claims for item in claim.mentions):
        key = mention.key
        item, party = units.get(key), parties.get(mention.map)
        if item is None and party is None:
            continue
        names = [actors.get((mention.map, name)) for name in item.tellers] if item else []
        others = [name for name in (*names, party) if name and not related(name, mention.actor, parents)]
        supposed = item.supposed if item else None
        if others or supposed:
            found[key] = Telling(told_by=tuple(dict.fromkeys(others)), supposed=supposed)
    return found


def own_mentions(mentions: Iterable[Mention], tellings: Tellings) -> list[Mention]:
    """The mentions that their holder states itself."""
    return [item for item in mentions if tellings.get(item.key, PLAIN).is_own]


def telling_of(mentions: Sequence[Mention], tellings: Tellings) -> Telling:
    """How several mentions of a claim are known together: as the holder's own statement if any of them is."""
    if not tellings or not mentions or own_mentions(mentions, tellings):
        return PLAIN
    known = [tellings[item.key] for item in mentions]
    supposed = known[0].supposed if all(item.supposed for item in known) else None
    return Telling(told_by=tuple(dict.fromkeys(name for item in known for name in item.told_by)), supposed=supposed)


def _writing_parties(debate: Debate) -> dict[str, str]:
    """Map id -> the actor who wrote the article, where it also speaks in an article by somebody else."""
    found = {}
    for actor in debate.actors:
        written = {item.map for item in actor.members if item.perspective == AUTHOR}
        if any(item.map not in written for item in actor.members):
            found.update(dict.fromkeys(written, actor.id))
    return found


def writers_of(debate: Debate) -> dict[str, str]:
    """Map id -> the actor who wrote the article."""
    return {item.map: actor.id for actor in debate.actors for item in actor.members if item.perspective == AUTHOR}
