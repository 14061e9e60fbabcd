"""A debate as people label it: `gold.json` and `layers/NAME.json`, with quotations, or offsets in texts outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import Field

from evals.metrics.debates.labels import AnswerLabels, ChangeLabels, DebateLabels, MentionLabels
from evals.metrics.tokens import Stretch, Words
from service.domain.argument import Attitude, PerspectiveKind, RelationKind
from service.domain.base import Frozen
from service.domain.debates.parts import Stance


class SheetActor(Frozen):
    id: str
    label: str
    kind: PerspectiveKind
    parent: str | None = None


class SheetIssue(Frozen):
    id: str
    question: str
    parent: str | None = None


class SheetClaim(Frozen):
    """`single`: it does not recur, and is here because an answer leads to it or from it."""

    id: str
    label: str
    issue: str | None = None
    single: bool = False


class SheetMention(Frozen):
    """`quote`: one or more quotations, each of which stands once in the document; or `at`, their (start, end) in it."""

    id: str
    doc: str
    quote: tuple[str, ...] = Field(default=(), exclude_if=lambda value: not value)
    at: tuple[Stretch, ...] = Field(default=(), exclude_if=lambda value: not value)
    actor: str
    claim: str
    stance: Stance = "for"
    attitude: Attitude = "asserts"


class SheetAnswer(Frozen):
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    kind: RelationKind


class SheetChange(Frozen):
    actor: str
    claim: str
    first: str
    then: str


class DebateSheet(Frozen):
    """One annotator's layer, or the gold."""

    actors: tuple[SheetActor, ...]
    issues: tuple[SheetIssue, ...] = ()
    claims: tuple[SheetClaim, ...]
    mentions: tuple[SheetMention, ...]
    answers: tuple[SheetAnswer, ...] = ()
    changes: tuple[SheetChange, ...] = ()


def problems_of(sheet: DebateSheet, texts: Mapping[str, str]) -> list[str]:
    """Whatever is wrong with a sheet. `texts`: document id -> text, in the order of their dates."""
    return [
        *_twice(sheet),
        *_references(sheet, texts),
        *_quotations(sheet, texts),
        *_recurrence(sheet),
        *_order(sheet, texts),
    ]


def _twice(sheet: DebateSheet) -> Iterator[str]:
    for kind, ids in (
        ("actor", [item.id for item in sheet.actors]),
        ("issue", [item.id for item in sheet.issues]),
        ("claim", [item.id for item in sheet.claims]),
        ("mention", [item.id for item in sheet.mentions]),
    ):
        for name, count in Counter(ids).items():
            if count > 1:
                yield f"{kind} {name} stands {count} times"


def _references(sheet: DebateSheet, texts: Mapping[str, str]) -> Iterator[str]:
    actors, issues = {item.id for item in sheet.actors}, {item.id for item in sheet.issues}
    claims, mentions = {item.id for item in sheet.claims}, {item.id for item in sheet.mentions}
    named: list[tuple[str, str | None, set[str]]] = [
        *((f"actor {item.id}", item.parent, actors) for item in sheet.actors),
        *((f"issue {item.id}", item.parent, issues) for item in sheet.issues),
        *((f"claim {item.id}", item.issue, issues) for item in sheet.claims),
        *((f"mention {item.id}", item.actor, actors) for item in sheet.mentions),
        *((f"mention {item.id}", item.claim, claims) for item in sheet.mentions),
        *((f"mention {item.id}", item.doc, set(texts)) for item in sheet.mentions),
        *((f"answer {item.source}", end, mentions) for item in sheet.answers for end in (item.source, item.target)),
        *((f"change of {item.actor}", end, mentions) for item in sheet.changes for end in (item.first, item.then)),
    ]
    for where, name, known in named:
        if name is not None and name not in known:
            yield f"{where} names {name!r}, which does not exist"


def _quotations(sheet: DebateSheet, texts: Mapping[str, str]) -> Iterator[str]:
    for item in sheet.mentions:
        if bool(item.quote) == bool(item.at):
            yield f"mention {item.id} needs `quote` or `at`"
        for start, end in item.at:
            if not 0 <= start < end <= len(texts.get(item.doc, "")):
                yield f"mention {item.id}: there is no {start} to {end} in {item.doc}"
        for quote in item.quote:
            count = texts.get(item.doc, "").count(quote)
            if count != 1:
                yield f"mention {item.id}: {quote!r} stands {count} times in {item.doc}"


def _recurrence(sheet: DebateSheet) -> Iterator[str]:
    documents: dict[str, set[str]] = {item.id: set() for item in sheet.claims}
    for mention in sheet.mentions:
        documents.setdefault(mention.claim, set()).add(mention.doc)
    for claim in sheet.claims:
        if len(documents[claim.id]) < 2 and not claim.single:
            yield f"claim {claim.id} has mentions in fewer than two documents, and is not marked `single`"


def _order(sheet: DebateSheet, texts: Mapping[str, str]) -> Iterator[str]:
    places = {name: place for place, name in enumerate(texts)}
    by_id = {item.id: item for item in sheet.mentions}
    for answer in sheet.answers:
        ends = [by_id.get(answer.source), by_id.get(answer.target)]
        at = [places.get(end.doc, 0) for end in ends if end is not None]
        if len(at) == 2 and at[0] <= at[1]:
            yield f"answer {answer.source} -> {answer.target} leads to no earlier document"
    for change in sheet.changes:
        one, other = by_id.get(change.first), by_id.get(change.then)
        if one is None or other is None:
            continue
        if {one.claim, other.claim} != {change.claim} or {one.actor, other.actor} != {change.actor}:
            yield f"change of {change.actor} on {change.claim} names mentions of another actor or claim"
        elif one.stance == other.stance:
            yield f"change of {change.actor} on {change.claim} names two mentions of one stance"


def labels_of_sheet(sheet: DebateSheet, texts: Mapping[str, str]) -> DebateLabels:
    """The labels that are compared. The sheet must be without problems."""
    words = {name: Words(text) for name, text in texts.items()}
    stances = {item.id: item.stance for item in sheet.mentions}
    return DebateLabels(
        mentions=tuple(
            MentionLabels(
                item.id,
                item.doc,
                words[item.doc].within(places_of(item, texts[item.doc])),
                item.actor,
                item.claim,
                item.stance,
                " … ".join(texts[item.doc][start:end] for start, end in places_of(item, texts[item.doc])),
            )
            for item in sheet.mentions
        ),
        answers=tuple(AnswerLabels(item.source, item.target, item.kind) for item in sheet.answers),
        changes=tuple(ChangeLabels(item.actor, item.claim, item.then, stances[item.then]) for item in sheet.changes),
        actors={item.id: item.label for item in sheet.actors},
        claims={item.id: item.label for item in sheet.claims},
    )


def places_of(mention: SheetMention, text: str) -> list[Stretch]:
    """Where it stands.

    >>> mention = SheetMention(id="m", doc="d", quote=("cold", "wet"), actor="a", claim="c")
    >>> places_of(mention, "It is cold and wet.")
    [(6, 10), (15, 18)]
    """
    return list(mention.at) or [(start := text.index(quote), start + len(quote)) for quote in mention.quote]
