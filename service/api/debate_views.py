"""Read models of debates: parsed once for each version, for their owner only, with the maps' words."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from service.api.debate_wire import (
    ActorLine,
    AnswerLine,
    ClaimLine,
    ClaimView,
    IssueLine,
    MentionView,
)
from service.api.problems import ApiError
from service.domain.argument import RelationKind
from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest, DigestTold
from service.domain.debates.opposition import Pair, rival_pairs
from service.domain.debates.parts import Answer, Claim, DebateDocument, Mention, UnitRef
from service.domain.debates.quoting import Quote, quotes_of
from service.domain.debates.resting import Edges
from service.domain.debates.rival_answers import ArticleIssues
from service.domain.debates.selecting import Selection, select
from service.domain.debates.stances import MatrixOrder, column_of, matrix_order, position_of, positions
from service.domain.debates.telling import PLAIN, Telling, Tellings, tellings_of
from service.domain.meaning.claim_wording import every_wording
from service.domain.pieces import parse_in_pieces
from service.storage.debates import DebateStore

_REMEMBERED = 8
_REMEMBERED_WORDINGS = 400
_Key = tuple[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class _Ties:
    edges: Edges
    rivals: list[Pair]
    issues: ArticleIssues


class DebateReader:
    """One for each process; safe from any thread."""

    def __init__(self, store: DebateStore) -> None:
        self._store = store
        self._debates: OrderedDict[tuple[str, str], Debate] = OrderedDict()
        self._parts: OrderedDict[_Key, Debate] = OrderedDict()
        self._orders: OrderedDict[_Key, MatrixOrder] = OrderedDict()
        self._ties: OrderedDict[_Key, _Ties] = OrderedDict()
        self._tellings: OrderedDict[_Key, Tellings] = OrderedDict()
        self._wordings: OrderedDict[_Key, dict[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def part(self, debate_id: str, owner: str | None, selection: Selection) -> Debate:
        """What is selected of the present version; NoSuchDebate, and 404 for an actor or issue that is not there."""
        debate = self.whole(debate_id, owner)
        _check(debate, selection)
        if selection.is_all:
            return debate
        key = _key(debate, selection)
        return self._remembered(self._parts, key, lambda: select(debate, selection))

    def order(self, debate: Debate, selection: Selection) -> MatrixOrder:
        """The order of the matrix of a part that `part` gave."""
        key = _key(debate, selection)
        return self._remembered(self._orders, key, lambda: matrix_order(debate))

    def whole(self, debate_id: str, owner: str | None) -> Debate:
        summary = self._store.summary(debate_id, owner)
        return self._remembered(
            self._debates, (debate_id, summary.etag), lambda: self._store.get(debate_id, owner).parse()
        )

    def edges(self, debate: Debate) -> Edges:
        """Which unit is a reason for which, in all maps of a debate that `whole` or `part` gave."""
        return self._tied(debate).edges

    def rivals(self, debate: Debate) -> list[Pair]:
        """Which actors give rival answers to an issue of an article; once for each."""
        return self._tied(debate).rivals

    def issues(self, debate: Debate) -> ArticleIssues:
        """The issues of each article."""
        return self._tied(debate).issues

    def tellings(self, debate: Debate) -> Tellings:
        """What is not plainly said by its holder, in a debate that `whole` gave."""

        def load() -> Tellings:
            digests = (DigestTold.model_validate_json(body) for body in self._store.digests(debate.id))
            return tellings_of(debate, {digest.map: digest.told for digest in digests})

        return self._remembered(self._tellings, _key(debate, Selection()), load)

    def _tied(self, debate: Debate) -> _Ties:
        def load() -> _Ties:
            digests = [Digest.model_validate_json(body) for body in self._store.digests(debate.id)]
            return _Ties(
                edges={digest.map: digest.edges for digest in digests},
                rivals=rival_pairs(debate, digests),
                issues={digest.map: digest.issues for digest in digests},
            )

        return self._remembered(self._ties, _key(debate, Selection()), load)

    def labels(self, debate: Debate, claims: Iterable[Claim]) -> dict[str, str]:
        """Claim id -> its label so that it can be read alone, as the cards of a map word it.

        `debate`: the whole one; a label may be of an article that was not selected.
        """
        documents = {item.map: item for item in debate.documents}
        found = {}
        for claim in claims:
            label, document = claim.label, documents.get(claim.label.map or "")
            words = {} if document is None else self._worded(document)
            found[claim.id] = words.get(label.unit or "", label.text)
        return found

    def _worded(self, document: DebateDocument) -> dict[str, str]:
        def load() -> dict[str, str]:
            map_ = parse_in_pieces(ArgumentMap, self._store.map_body(document.map, document.version))
            return {item.unit: " ".join(item.text.split()) for item in every_wording(map_)}

        key = document.map, str(document.version)
        return self._remembered(self._wordings, key, load, most=_REMEMBERED_WORDINGS)

    def quotes(self, debate: Debate, wanted: Iterable[UnitRef]) -> dict[UnitRef, Quote]:
        """The words of these units, from the versions of the maps that the debate points into."""
        refs = frozenset(wanted)
        needed = {ref.map for ref in refs}
        return quotes_of(
            (
                parse_in_pieces(ArgumentMap, self._store.map_body(item.map, item.version))
                for item in debate.documents
                if item.map in needed
            ),
            refs,
        )

    def maps(self, debate: Debate) -> dict[str, ArgumentMap]:
        """All maps that the debate points into, in its versions."""
        return {
            item.map: parse_in_pieces(ArgumentMap, self._store.map_body(item.map, item.version))
            for item in debate.documents
        }

    def _remembered(self, where: OrderedDict[_Key, T], key: _Key, load: Callable[[], T], most: int = _REMEMBERED) -> T:
        with self._lock:
            known = where.get(key)
        if known is None:
            known = load()
            with self._lock:
                where[key] = known
                while len(where) > most:
                    where.popitem(last=False)
        return known


def _key(debate: Debate, selection: Selection) -> _Key:
    """Differs where the debate does: a correction counts the version up, and a run sets when it finished."""
    return debate.id, f"{debate.version} {debate.provenance.finished} {selection!r}"


def _check(debate: Debate, selection: Selection) -> None:
    for actor in (selection.actor, selection.other):
        if actor is not None and all(item.id != actor for item in debate.actors):
            raise ApiError(404, "no-such-actor", f"the debate has no actor {actor!r}", hint="See /actors.")
    if selection.issue is not None and all(item.id != selection.issue for item in debate.issues):
        raise ApiError(404, "no-such-issue", f"the debate has no issue {selection.issue!r}", hint="See /issues.")


def claim_line(claim: Claim) -> ClaimLine:
    return ClaimLine(claim=claim, column=column_of(claim), documents=len({item.map for item in claim.mentions}))


def claim_view(reader: DebateReader, debate: Debate, part: Debate, claim_id: str) -> ClaimView:
    """Everything about one claim of the whole debate, what is not in the selected part of it apart."""
    claim = next((item for item in debate.claims if item.id == claim_id), None)
    if claim is None:
        raise ApiError(404, "no-such-claim", f"the debate has no claim {claim_id!r}", hint="See /claims.")
    selected = {item.ref for here in part.claims if here.id == claim_id for item in here.mentions}
    tellings = reader.tellings(debate)
    documents = {item.map: item for item in debate.documents}
    labels = {actor.id: actor.label for actor in debate.actors}
    here = {mention.ref for mention in claim.mentions}
    touching = [item for item in debate.answers if {item.from_, item.to} & here]
    quotes = reader.quotes(debate, here | {end for item in touching for end in (item.from_, item.to)})
    mentions = [
        MentionView(
            mention=mention,
            actor=labels[mention.actor],
            document=documents[mention.map],
            quote=quotes.get(mention.ref),
            answered_by=[item for item in touching if item.to == mention.ref],
            answers=[item for item in touching if item.from_ == mention.ref],
            told_by=[labels[name] for name in _telling(tellings, mention).told_by],
            supposed=_telling(tellings, mention).supposed,
        )
        for mention in claim.mentions
    ]
    mentions.sort(key=lambda view: (view.document.published is None, view.document.published or ""))
    beside = {ref: quote for ref, quote in quotes.items() if ref not in here}
    return ClaimView(
        claim=claim,
        column=column_of(claim),
        issue=next((item for item in debate.issues if item.id == claim.issue), None),
        mentions=[view for view in mentions if view.mention.ref in selected],
        outside=[view for view in mentions if view.mention.ref not in selected],
        quotes={f"{ref.map}/{ref.unit}": quote for ref, quote in beside.items()},
    )


def _telling(tellings: Tellings, mention: Mention) -> Telling:
    return tellings.get((mention.map, mention.unit), PLAIN)


def actor_lines(debate: Debate) -> list[ActorLine]:
    """Actors, those who say most first."""
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
    return sorted(lines, key=lambda line: -(line.claims_for + line.claims_against + line.claims_mixed))


def issue_lines(debate: Debate) -> list[IssueLine]:
    found = []
    for issue in debate.issues:
        claims = [claim for claim in debate.claims if claim.issue == issue.id]
        divided = sum(_divides(claim) for claim in claims)
        found.append(IssueLine(issue=issue, claims=[claim.id for claim in claims], divided=divided))
    return found


def _divides(claim: Claim) -> bool:
    return position_of(mention.stance for mention in claim.mentions) == "mixed"


def answer_lines(reader: DebateReader, debate: Debate, shown: list[Answer]) -> list[AnswerLine]:
    """`debate`: the whole one; of one actor's answers the other end is somebody else's."""
    ends = {end for item in shown for end in (item.from_, item.to)}
    quotes = reader.quotes(debate, ends)
    holders = {item.ref: item.actor for claim in debate.claims for item in claim.mentions if item.ref in ends}
    return [
        AnswerLine(
            answer=item,
            answering=quotes.get(item.from_),
            answered=quotes.get(item.to),
            answering_actor=holders.get(item.from_),
            answered_actor=holders.get(item.to),
        )
        for item in shown
    ]


_FIRST_KINDS: dict[RelationKind, int] = {"undercut": 0, "rebut": 1, "support": 2}


def answers_in_order(debate: Debate) -> list[Answer]:
    """Those that say it does not follow, those that speak against, those that back; the earliest first."""
    dates = {item.map: item.published or "9999" for item in debate.documents}
    return sorted(debate.answers, key=lambda item: (_FIRST_KINDS[item.kind], dates[item.from_.map]))
