"""The rows of a debate's views: a claim, an actor, an issue or an answer, with its counts."""

from __future__ import annotations

from service.api.debate_reader import DebateReader
from service.api.debate_wire import (
    ActorLine,
    AnswerLine,
    ClaimLine,
    ClaimView,
    IssueLine,
    MentionView,
)
from service.domain.argument import RelationKind
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Answer, Claim, Mention
from service.domain.debates.stances import column_of, position_of, positions
from service.domain.debates.telling import PLAIN, Telling, Tellings
from service.errors import NoSuchPart


def claim_line(claim: Claim) -> ClaimLine:
    return ClaimLine(claim=claim, column=column_of(claim), documents=len({item.map for item in claim.mentions}))


def claim_view(reader: DebateReader, part: Debate, claim_id: str) -> ClaimView:
    """Everything about one claim of the whole debate; what lies outside the selection is kept separate."""
    debate = reader.whole
    claim = next((item for item in debate.claims if item.id == claim_id), None)
    if claim is None:
        raise NoSuchPart(f"the debate has no claim {claim_id!r}", hint="See /claims.").called("no-such-claim")
    selected = {item.ref for here in part.claims if here.id == claim_id for item in here.mentions}
    tellings = reader.tellings
    documents = {item.map: item for item in debate.documents}
    labels = {actor.id: actor.label for actor in debate.actors}
    here = {mention.ref for mention in claim.mentions}
    touching = [item for item in debate.answers if {item.from_, item.to} & here]
    quotes = reader.quotes(here | {end for item in touching for end in (item.from_, item.to)})
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
        quotes={f"{ref.map}/{ref.name}": quote for ref, quote in beside.items()},
    )


def _telling(tellings: Tellings, mention: Mention) -> Telling:
    return tellings.get(mention.key, PLAIN)


def actor_lines(debate: Debate) -> list[ActorLine]:
    """Actors, the most frequent speakers first."""
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


def answer_lines(reader: DebateReader, shown: list[Answer]) -> list[AnswerLine]:
    """Both ends of the answers with their words and holders, including ends outside the selection."""
    ends = {end for item in shown for end in (item.from_, item.to)}
    quotes = reader.quotes(ends)
    holders = {item.ref: item.actor for claim in reader.whole.claims for item in claim.mentions if item.ref in ends}
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
    """Attacks on the inference first, then attacks, then support; the earliest first in each."""
    dates = {item.map: item.published or "9999" for item in debate.documents}
    return sorted(debate.answers, key=lambda item: (_FIRST_KINDS[item.kind], dates[item.from_.map]))
