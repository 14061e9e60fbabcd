"""GraphML of who takes which stance (networkx): actors, claims and articles as nodes, with all attributes.

For Gephi: `label` names a node, `weight` is the number of articles in which an actor takes a stance.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import networkx

from service.domain.debates.stances import positions
from service.formats.debates.base import Source, one_line

GRAPHML_TYPE = "application/graphml+xml"


def graphml(source: Source) -> bytes:
    stream = io.BytesIO()
    networkx.write_graphml(_graph(source), stream, named_key_ids=True)
    return stream.getvalue()


def _graph(source: Source) -> networkx.MultiDiGraph:
    """Edges: actor -> claim (for, against), actor -> side (belongs_to), claim -> claim (answers); all with a weight."""
    graph = networkx.MultiDiGraph(name=_text(source.title))
    _add_nodes(graph, source)
    for number, (actor, claim, stance, maps) in enumerate(_stances(source)):
        dates = sorted(date for map_id in maps if (date := source.documents[map_id].published))
        graph.add_edge(
            actor,
            claim,
            key=f"s{number}",
            kind=stance,
            weight=float(len(maps)),
            outlets=_text("; ".join(sorted({source.documents[map_id].outlet or "" for map_id in maps} - {""}))),
            first=dates[0] if dates else "",
            last=dates[-1] if dates else "",
        )
    for one in source.debate.actors:
        if one.parent is not None:
            graph.add_edge(one.id, one.parent, key=f"p{one.id}", kind="belongs_to", weight=1.0)
    of = {item.ref: claim.id for claim in source.debate.claims for item in claim.mentions}
    for answer in source.debate.answers:
        if answer.from_ in of and answer.to in of:
            graph.add_edge(
                of[answer.from_], of[answer.to], key=answer.id, kind=f"answer_{answer.kind}", weight=answer.confidence
            )
    return graph


def _add_nodes(graph: networkx.MultiDiGraph, source: Source) -> None:
    questions = {issue.id: issue.question.text for issue in source.debate.issues}
    changes = [change.actor for change in source.debate.changes]
    for actor in source.debate.actors:
        graph.add_node(
            actor.id,
            **_safe({"label": actor.label, "type": "actor", "kind": actor.kind, "side": source.side(actor.id)}),
            changes=changes.count(actor.id),
            documents=len({member.map for member in actor.members}),
        )
    for claim in source.debate.claims:
        held = list(positions(claim).values())
        graph.add_node(
            claim.id,
            **_safe(
                {
                    "label": claim.label.text,
                    "type": "claim",
                    "kind": claim.kind,
                    "issue": questions.get(claim.issue or "", ""),
                }
            ),
            actors_for=held.count("for"),
            actors_against=held.count("against"),
            actors_mixed=held.count("mixed"),
            documents=len({item.map for item in claim.mentions}),
        )


def _stances(source: Source) -> list[tuple[str, str, str, set[str]]]:
    found: dict[tuple[str, str, str], set[str]] = {}
    for claim in source.debate.claims:
        for mention in claim.mentions:
            found.setdefault((mention.actor, claim.id, mention.stance), set()).add(mention.map)
    return [(*key, maps) for key, maps in found.items()]


def _safe(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: str) -> str:
    """Without the characters that XML forbids; networkx escapes the rest."""
    return "".join(character for character in one_line(value) if character.isprintable())
