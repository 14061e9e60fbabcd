"""What each view of a debate shows: matrix, claims, actors, issues, answers, timeline, brief; and its export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from pydantic import Field

from service.domain.argument import RelationKind
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.brief import Brief
from service.domain.debates.briefing import debate_brief
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest, Quote, quote_at, quotes_of
from service.domain.debates.parts import Actor, Answer, Claim, DebateDocument, DebateIssue, Mention, UnitRef
from service.domain.debates.timeline import Timeline, Track, timeline
from service.domain.debates.views import (
    PLAIN,
    Column,
    Matrix,
    Selection,
    Tellings,
    column_of,
    matrix,
    ordered_claims,
    position_of,
    positions,
    select,
    tellings_of,
)
from service.domain.document import Document
from service.domain.meaning.claim_wording import every_wording
from service.errors import NoSuchPart

T = TypeVar("T", Column, Track)


class ClaimLine(Frozen):
    """A claim with the actors' stances; `documents`: how many mention it."""

    claim: Claim
    column: Column
    documents: int


class ClaimPage(Frozen):
    total: int
    claims: list[ClaimLine]


class MentionView(Frozen):
    """A mention in its sentence; `answered_by` and `answers`: what responds to it, and what it responds to.

    `told_by`: the labels of those who report it, if its holder is not heard; `supposed`: the modal verb, if the
    article only expects it to be said.
    """

    mention: Mention
    actor: str
    document: DebateDocument
    quote: Quote | None
    answered_by: list[Answer] = Field(default_factory=list)
    answers: list[Answer] = Field(default_factory=list)
    told_by: list[str] = Field(default_factory=list)
    supposed: str | None = None


class ClaimView(Frozen):
    """All mentions of a claim by date, those outside the selection in `outside`; the `column` counts all.

    `quotes`: the words of the units in their answers, by `MAP/UNIT`.
    """

    claim: Claim
    column: Column
    issue: DebateIssue | None
    mentions: list[MentionView]
    outside: list[MentionView]
    quotes: dict[str, Quote]


class ActorLine(Frozen):
    actor: Actor
    documents: int
    claims_for: int
    claims_against: int
    claims_mixed: int
    changes: int


class ActorPage(Frozen):
    total: int
    actors: list[ActorLine]


class IssueLine(Frozen):
    """An issue, its claims, and how many of those divide the actors."""

    issue: DebateIssue
    claims: list[str]
    divided: int


class IssueList(Frozen):
    issues: list[IssueLine]


class AnswerLine(Frozen):
    """An answer, the words of both ends, and the ids of the actors holding them."""

    answer: Answer
    answering: Quote | None
    answered: Quote | None
    answering_actor: str | None
    answered_actor: str | None


class AnswerPage(Frozen):
    total: int
    answers: list[AnswerLine]


class MapWords:
    """For each unit of a map its stand-alone wording and its quote; and the article, for places."""

    def __init__(self, map_: ArgumentMap) -> None:
        self.alone = {item.unit: " ".join(item.text.split()) for item in every_wording(map_)}
        self._quotes: Mapping[UnitRef, Quote] = quotes_of([map_])
        self._article: Document = map_.document

    def quote(self, ref: UnitRef) -> Quote | None:
        return quote_at(self._article, ref.spans) if ref.spans else self._quotes.get(ref)


@dataclass(frozen=True)
class Look:
    """A debate and what a reader selects of it. `read_digests`, `words_of`: called where a view needs them.

    Raises NoSuchPart for an actor or issue that does not exist.
    """

    whole: Debate
    selection: Selection
    read_digests: Callable[[], Sequence[Digest]]
    words_of: Callable[[str, int], MapWords]

    def __post_init__(self) -> None:
        actor, issue = self.selection.actor, self.selection.issue
        if actor is not None and all(item.id != actor for item in self.whole.actors):
            raise NoSuchPart(f"the debate has no actor {actor!r}", hint="See /actors.").called("no-such-actor")
        if issue is not None and all(item.id != issue for item in self.whole.issues):
            raise NoSuchPart(f"the debate has no issue {issue!r}", hint="See /issues.").called("no-such-issue")

    @cached_property
    def part(self) -> Debate:
        """The selected part."""
        return select(self.whole, self.selection)

    @cached_property
    def digests(self) -> Sequence[Digest]:
        return self.read_digests()

    @cached_property
    def tellings(self) -> Tellings:
        """Mentions not plainly asserted by their holder."""
        return tellings_of(self.whole, {digest.map: digest.told for digest in self.digests})

    @cached_property
    def _versions(self) -> Mapping[str, int]:
        return {item.map: item.version for item in self.whole.documents}

    def labels(self, claims: Iterable[Claim]) -> dict[str, str]:
        """Claim id -> its label worded to be read on its own, as on a map's cards."""
        known = list(claims)
        words = self._words({claim.label.map for claim in known if claim.label.map})
        return {
            claim.id: words[claim.label.map].alone.get(claim.label.unit or "", claim.label.text)
            if claim.label.map in words
            else claim.label.text
            for claim in known
        }

    def worded(self, items: Iterable[T]) -> list[T]:
        """The items, with claim labels that can be read on their own."""
        shown = list(items)
        wanted = {item.claim for item in shown}
        labels = self.labels(claim for claim in self.whole.claims if claim.id in wanted)
        return [item.model_copy(update={"label": labels[item.claim]}) for item in shown]

    def quotes(self, wanted: Iterable[UnitRef]) -> dict[UnitRef, Quote]:
        """The words of these units and places."""
        refs = sorted(set(wanted), key=lambda ref: ref.key)
        words = self._words({ref.map for ref in refs})
        return {ref: quote for ref in refs if ref.map in words if (quote := words[ref.map].quote(ref)) is not None}

    def _words(self, maps: set[str]) -> dict[str, MapWords]:
        return {name: self.words_of(name, self._versions[name]) for name in sorted(maps) if name in self._versions}


def _named(quotes: Mapping[UnitRef, Quote]) -> dict[str, Quote]:
    """The words of units by `MAP/UNIT`, of places by `MAP/START-END`."""
    return {f"{ref.map}/{ref.name}": quote for ref, quote in quotes.items()}


def _matrix(look: Look, claim_offset: int, claim_limit: int, actor_offset: int, actor_limit: int) -> Matrix:
    found = matrix(
        look.part,
        actors_from=actor_offset,
        actors_most=actor_limit,
        claims_from=claim_offset,
        claims_most=claim_limit,
        tellings=look.tellings,
    )
    return found.model_copy(update={"columns": tuple(look.worded(found.columns))})


def _claims(look: Look, recurring: bool, q: str | None, id: Sequence[str], offset: int, limit: int) -> ClaimPage:
    words, wanted = (q or "").lower().split(), set(id)
    found = [
        claim
        for claim in ordered_claims(look.part)
        if (len(claim.mentions) > 1 or not recurring) and all(word in claim.label.text.lower() for word in words)
        if not wanted or claim.id in wanted
    ]
    shown = found[offset : offset + limit]
    columns = look.worded([column_of(claim) for claim in shown])
    lines = [
        ClaimLine(claim=claim, column=column, documents=len({item.map for item in claim.mentions}))
        for claim, column in zip(shown, columns, strict=True)
    ]
    return ClaimPage(total=len(found), claims=lines)


def _claim(look: Look, claim_id: str) -> ClaimView:
    """Everything about one claim of the whole debate; what lies outside the selection is kept separate."""
    debate = look.whole
    claim = next((item for item in debate.claims if item.id == claim_id), None)
    if claim is None:
        raise NoSuchPart(f"the debate has no claim {claim_id!r}", hint="See /claims.").called("no-such-claim")
    selected = {item.ref for here in look.part.claims if here.id == claim_id for item in here.mentions}
    documents = {item.map: item for item in debate.documents}
    labels = {actor.id: actor.label for actor in debate.actors}
    here = {mention.ref for mention in claim.mentions}
    touching = [item for item in debate.answers if {item.from_, item.to} & here]
    quotes = look.quotes(here | {end for item in touching for end in (item.from_, item.to)})
    mentions = [
        MentionView(
            mention=mention,
            actor=labels[mention.actor],
            document=documents[mention.map],
            quote=quotes.get(mention.ref),
            answered_by=[item for item in touching if item.to == mention.ref],
            answers=[item for item in touching if item.from_ == mention.ref],
            told_by=[labels[name] for name in telling.told_by],
            supposed=telling.supposed,
        )
        for mention in claim.mentions
        for telling in [look.tellings.get(mention.key, PLAIN)]
    ]
    mentions.sort(key=lambda view: (view.document.published is None, view.document.published or ""))
    return ClaimView(
        claim=claim,
        column=look.worded([column_of(claim)])[0],
        issue=next((item for item in debate.issues if item.id == claim.issue), None),
        mentions=[view for view in mentions if view.mention.ref in selected],
        outside=[view for view in mentions if view.mention.ref not in selected],
        quotes=_named({ref: quote for ref, quote in quotes.items() if ref not in here}),
    )


def _actors(look: Look, offset: int, limit: int) -> ActorPage:
    """Actors, the most frequent speakers first."""
    debate = look.part
    stances: dict[str, list[str]] = {}
    documents: dict[str, set[str]] = {}
    for claim in debate.claims:
        for actor, position in positions(claim).items():
            stances.setdefault(actor, []).append(position)
        for mention in claim.mentions:
            documents.setdefault(mention.actor, set()).add(mention.map)
    changes = [change.actor for change in debate.changes]
    lines = [
        ActorLine(
            actor=actor,
            documents=len(documents.get(actor.id, ())),
            claims_for=(held := stances.get(actor.id, [])).count("for"),
            claims_against=held.count("against"),
            claims_mixed=held.count("mixed"),
            changes=changes.count(actor.id),
        )
        for actor in debate.actors
    ]
    lines.sort(key=lambda line: -(line.claims_for + line.claims_against + line.claims_mixed))
    return ActorPage(total=len(lines), actors=lines[offset : offset + limit])


def _issues(look: Look) -> IssueList:
    found = []
    for issue in look.part.issues:
        claims = [claim for claim in look.part.claims if claim.issue == issue.id]
        divided = sum(position_of(mention.stance for mention in claim.mentions) == "mixed" for claim in claims)
        found.append(IssueLine(issue=issue, claims=[claim.id for claim in claims], divided=divided))
    return IssueList(issues=found)


_FIRST_KINDS: dict[RelationKind, int] = {"undercut": 0, "rebut": 1, "support": 2}


def _answers(look: Look, offset: int, limit: int) -> AnswerPage:
    """Attacks on the inference first, then attacks, then support; the earliest first in each. Both ends with their
    words and holders, including ends outside the selection.
    """
    dates = {item.map: item.published or "9999" for item in look.part.documents}
    found = sorted(look.part.answers, key=lambda item: (_FIRST_KINDS[item.kind], dates[item.from_.map]))
    shown = found[offset : offset + limit]
    ends = {end for item in shown for end in (item.from_, item.to)}
    quotes = look.quotes(ends)
    holders = {item.ref: item.actor for claim in look.whole.claims for item in claim.mentions if item.ref in ends}
    lines = [
        AnswerLine(
            answer=item,
            answering=quotes.get(item.from_),
            answered=quotes.get(item.to),
            answering_actor=holders.get(item.from_),
            answered_actor=holders.get(item.to),
        )
        for item in shown
    ]
    return AnswerPage(total=len(found), answers=lines)


def _timeline(look: Look, offset: int, limit: int) -> Timeline:
    found = timeline(look.part, start=offset, most=limit, tellings=look.tellings)
    moved = (point for track in found.tracks if track.change for point in track.points)
    quotes = _named(look.quotes(ref for point in moved for ref in point.mentions))
    return found.model_copy(update={"tracks": tuple(look.worded(found.tracks)), "quotes": quotes})


def _brief(look: Look) -> Brief:
    """The brief of the whole debate, whatever is selected."""
    return debate_brief(look.whole, look.digests, look.tellings, look.labels)


VIEWS: dict[str, Callable[..., Any]] = {
    "matrix": _matrix,
    "claims": _claims,
    "claim": _claim,
    "actors": _actors,
    "issues": _issues,
    "answers": _answers,
    "timeline": _timeline,
    "brief": _brief,
}
