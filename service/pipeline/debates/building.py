"""Builds a valid debate from articles and verdicts. Adding articles one by one gives the same debate as adding them
together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Protocol

from service.domain.debates.corrections import new_ids
from service.domain.debates.debate import SKETCH, Debate, Naming
from service.domain.debates.digest import Digest, DigestUnit
from service.domain.debates.parts import Answer, Claim, DebateDocument, Label, Member, UnitKey, UnitRef
from service.domain.debates.timeline import find_changes
from service.domain.provenance import MapWarning
from service.engines.debate_answers import DebateHolder, Verdict
from service.engines.offline.debates.holders import same_actors
from service.pipeline.debates.actors import actors_by_unit, actors_of, holders_of, joined, obey, suggested_actors
from service.pipeline.debates.answers import find_answers, find_issues, to_the_point, told_answers
from service.pipeline.debates.clusters import Cluster, Clustering, claim_of, is_unchanged

_Added = tuple[Digest, Sequence[Verdict]]
_ONE_PART = 0.5
"""Two parts of a unit are one where they share at least this much of the longer."""


class ArticleNotes(Protocol):
    """What an engine says about an article besides its verdicts: see `Judgements`."""

    @property
    def facts(self) -> tuple[UnitRef, ...]: ...

    @property
    def wordings(self) -> tuple[Naming, ...]: ...

    @property
    def former(self) -> tuple[UnitRef, ...]: ...


def without(debate: Debate, map_ids: Iterable[str]) -> Debate:
    """The debate minus these articles and all that depends on them; decisions made by hand stay. Not validated."""
    gone = set(map_ids)
    claims = []
    for claim in debate.claims:
        mentions = tuple(mention for mention in claim.mentions if mention.map not in gone)
        if mentions:
            label = claim.label if claim.label.map not in gone else Label(text=claim.label.text)
            claims.append(claim.model_copy(update={"mentions": mentions, "label": label}))
    known = {claim.id for claim in claims}
    actors = {
        actor.id: actor.model_copy(update={"members": tuple(item for item in actor.members if item.map not in gone)})
        for actor in debate.actors
    }
    return debate.model_copy(
        update={
            "documents": tuple(item for item in debate.documents if item.map not in gone),
            "claims": tuple(claims),
            "actors": tuple(actors.values()),
            "answers": tuple(item for item in debate.answers if not {item.from_.map, item.to.map} & gone),
            "changes": tuple(item for item in debate.changes if not {item.first.map, item.then.map} & gone),
            "suggestions": tuple(item for item in debate.suggestions if {item.a, item.b} <= known | actors.keys()),
        }
    )


def build(
    debate: Debate,
    digests: Mapping[str, Digest],
    added: Sequence[_Added],
    *,
    told: Sequence[ArticleNotes] = (),
    groups: Sequence[Sequence[DebateHolder]] | None = None,
    same: Iterable[tuple[Member, Member]] = (),
) -> Debate:
    """The debate with these articles added, in this order. `digests`: of all its articles, including the new ones.

    `told`: what else an engine said about them. `groups`: which perspectives are one actor; by default derived from
    their names; `same`: which are so, besides. The result is validated.
    """
    places, names = _places(debate, digests, added)
    added = [(digest, [_renamed(item, names) for item in verdicts]) for digest, verdicts in added]
    units = {(digest.map, unit.id): unit for digest in digests.values() for unit in digest.units}
    units |= {ref.key: place for ref, place in places.items()}
    clustering = Clustering(debate.claims, debate.decisions)
    for digest, verdicts in added:
        own = [ref for ref in places if ref.map == digest.map]
        clustering.add([digest.ref(unit) for unit in digest.units], verdicts, own)
    found = groups if groups is not None else same_actors(holders_of(digests.values()))
    actors = actors_of(obey(joined(found, same), debate.decisions), debate.actors, digests, debate.decisions)
    holders = actors_by_unit(actors, units)
    facts = {names.get(ref, ref) for item in told for ref in item.facts}
    former = {names.get(ref, ref) for item in told for ref in item.former}
    wordings = {
        names.get(item.of, item.of): item.text for one in told for item in one.wordings if isinstance(item.of, UnitRef)
    }
    ids, claims = _claims(
        debate.claims,
        clustering,
        partial(claim_of, units=units, actors=holders, facts=facts, wordings=wordings, former=former),
        holders,
    )
    issues, claims_in_issues = find_issues(_named(claims, debate.decisions.names), digests, debate.issues)
    documents = _documents(debate.documents, [digest for digest, _ in added])
    values = dict(debate) | {
        "documents": documents,
        "actors": actors,
        "claims": claims_in_issues,
        "issues": issues,
        "answers": _answers(debate, claims_in_issues, _by_date(documents, digests), holders, added, units),
        "changes": find_changes(documents, claims_in_issues),
        "suggestions": (
            *clustering.suggestions(ids, [item for item in debate.suggestions if item.kind == "claim"]),
            *suggested_actors(actors, debate.decisions),
        ),
    }
    return Debate.model_validate(values)


def _places(
    debate: Debate, digests: Mapping[str, Digest], added: Sequence[_Added]
) -> tuple[dict[UnitRef, DigestUnit], dict[UnitRef, UnitRef]]:
    """The places that a claim, a verdict or a decision names; and for each part of a unit the first that is like it."""
    named = (
        *(item.ref for claim in debate.claims for item in claim.mentions if item.spans),
        *(end for _, verdicts in added for item in verdicts for end in (item.a, item.b) if end.spans),
        *(ref for ruling in debate.decisions.about_units() for ref in (*ruling.a, *ruling.b) if ref.spans),
    )
    places: dict[UnitRef, DigestUnit] = {}
    first: dict[UnitRef, UnitRef] = {}
    parts: dict[str, list[UnitRef]] = {}
    for ref in dict.fromkeys(named):
        found = digests[ref.map].place(ref) if ref.map in digests else None
        if found is None:
            continue
        if found not in digests[ref.map].places:
            there = parts.setdefault(ref.map, [])
            first[ref] = next((part for part in there if _overlap(part, ref) >= _ONE_PART), ref)
            there.append(first[ref])
        places.setdefault(first.get(ref, ref), found)
    return places, first


def _renamed(verdict: Verdict, names: Mapping[UnitRef, UnitRef]) -> Verdict:
    a, b = (names.get(end, end) for end in (verdict.a, verdict.b))
    return verdict if (a, b) == (verdict.a, verdict.b) else verdict.model_copy(update={"a": a, "b": b})


def _overlap(one: UnitRef, other: UnitRef) -> float:
    """Of two parts of an article, each in one stretch, the share of the longer that the two have in common."""
    a, b = one.spans[0], other.spans[0]
    return max(0, min(a.end, b.end) - max(a.start, b.start)) / max(a.length, b.length)


def _claims(
    earlier: Sequence[Claim],
    clustering: Clustering,
    make: Callable[[Cluster, str], Claim],
    holders: Mapping[UnitKey, str],
) -> tuple[list[str], list[Claim]]:
    """The ids by index, and the claims, most of them unchanged; `make`: as `claim_of`."""
    fresh = new_ids("c", (claim.id for claim in earlier))
    ids = [claim.id for claim in earlier] + list(islice(fresh, len(clustering.clusters) - len(earlier)))
    claims = []
    for place, (name, cluster) in enumerate(zip(ids, clustering.clusters, strict=True)):
        if place < len(earlier) and is_unchanged(earlier[place], cluster, holders):
            claims.append(earlier[place])
        else:
            claims.append(make(cluster, name))
    return ids, claims


def _answers(
    debate: Debate,
    claims: Sequence[Claim],
    digests: Mapping[str, Digest],
    holders: Mapping[UnitKey, str],
    added: Sequence[_Added],
    units: Mapping[UnitKey, DigestUnit],
) -> tuple[Answer, ...]:
    """A model's answers on the new articles join the debate's earlier ones; offline they follow from the claims."""
    if debate.provenance.engine == "offline":
        return find_answers(claims, digests, holders)
    told = [item for _, verdicts in added for item in verdicts if item.answer is not None]
    return told_answers(to_the_point(told, claims, units), debate.answers, digests)


def _named(claims: Sequence[Claim], names: Sequence[Naming]) -> list[Claim]:
    """The claims, with names given by hand applied."""
    given = {naming.of: naming.text for naming in names if isinstance(naming.of, UnitRef)}
    if not given:
        return list(claims)
    found = []
    for claim in claims:
        text = next((given[item.ref] for item in claim.mentions if item.ref in given), None)
        found.append(claim if text is None else claim.model_copy(update={"label": Label(text=text)}))
    return found


def _documents(earlier: Sequence[DebateDocument], added: Sequence[Digest]) -> tuple[DebateDocument, ...]:
    """By date, undated ones last."""
    fresh = new_ids("d", (item.id for item in earlier))
    new = [
        DebateDocument(
            id=next(fresh),
            map=digest.map,
            version=digest.version,
            title=digest.title,
            outlet=digest.outlet,
            author=digest.author,
            published=digest.published,
        )
        for digest in added
    ]
    return tuple(sorted([*earlier, *new], key=lambda item: (item.published is None, item.published or "")))


def _by_date(documents: Sequence[DebateDocument], digests: Mapping[str, Digest]) -> dict[str, Digest]:
    return {document.map: digests[document.map] for document in documents}


def gathered(told: Sequence[tuple[str, MapWarning]]) -> list[MapWarning]:
    """The articles' warnings, of (name, warning) pairs; one shared by several is given once, with their names."""
    names: dict[MapWarning, list[str]] = {}
    for name, warning in told:
        names.setdefault(warning, []).append(name)
    return [
        item.model_copy(update={"detail": f"{item.detail} (in {_list(where)})"}) if len(where) > 1 else item
        for item, where in names.items()
    ]


SKETCHED = (
    "A sketch, made without a model: it joins only what two articles say in like words. A model would find most of the "
    "rest, and say who answers whom."
)


def remarks(digests: Sequence[Digest], modelled: frozenset[str] | None) -> list[MapWarning]:
    """Caveats about the debate's articles, for its readers. `modelled`: languages the engine supports."""
    found = [] if modelled is None else [MapWarning(code=SKETCH, detail=SKETCHED)]
    names = {digest.map: digest.title or digest.map for digest in digests}
    if len(digests) == 1:
        found.append(MapWarning(code="one-article", detail="A debate of one article: nobody can answer it yet."))
    empty = [names[digest.map] for digest in digests if not digest.units]
    if empty:
        found.append(MapWarning(code="argues-nothing", detail=f"No argument was found in: {_list(empty)}."))
    undated = [names[digest.map] for digest in digests if digest.published is None]
    if undated:
        detail = f"Without a date, so without answers and changes: {_list(undated)}. Give dates with the articles."
        found.append(MapWarning(code="no-date", detail=detail))
    languages = sorted({digest.language.split("-")[0] for digest in digests})
    if len(languages) > 1 and modelled is not None:
        listed = ", ".join(languages)
        detail = (
            f"The articles are in {listed}; without a model the same point in two languages is mostly not recognised."
        )
        found.append(MapWarning(code="several-languages", detail=detail))
    elif modelled is not None and languages and languages[0] not in modelled | {"und"}:
        detail = f"The articles are in {languages[0]!r}, which the offline engine does not know; use the LLM engine."
        found.append(MapWarning(code="language-not-modelled", detail=detail))
    return found


def sketch_first(warnings: Iterable[MapWarning]) -> tuple[MapWarning, ...]:
    """The warnings, the one that the debate is a sketch first."""
    return tuple(sorted(warnings, key=lambda item: item.code != SKETCH))


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
