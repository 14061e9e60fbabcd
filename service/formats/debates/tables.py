"""Debates as tables and graphs: CSV for spreadsheets, a row for each statement or the matrix; GraphML (networkx) of who
takes which stance, with actors, claims and articles as nodes.

For Gephi: `label` names a node, `weight` is the number of articles in which an actor takes a stance.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import networkx

from service.domain.debates.parts import Actor, Claim
from service.domain.debates.views import PLAIN, Cell, cell_of, matrix_order, mentions_by_actor, positions
from service.errors import FormatError
from service.formats.csv_table import safe
from service.formats.debates.base import Source, one_line

CSV_TYPE = "text/csv; charset=utf-8"
MOST_CELLS = 1_000_000
"""Of the matrix of actors and claims; most are empty."""
STATEMENT_COLUMNS = (
    "claim", "claim_label", "kind", "issue", "stance", "actor", "actor_label", "actor_kind", "side", "document", "map",
    "title", "outlet", "author", "published", "unit", "paragraph", "start", "end", "text", "attitude", "confidence",
    "reported_by", "supposed",
)  # fmt: skip


def statements(source: Source) -> str:
    """Every mention with its claim, actor and article; start and end are code points of the article's text.

    `reported_by`, `supposed`: who reports it, or the article's modal verb, if the actor does not say so itself.
    """
    questions = {issue.id: issue.question.text for issue in source.debate.issues}
    rows = []
    for claim in source.debate.claims:
        for mention in claim.mentions:
            document, quote = source.documents[mention.map], source.quotes.get(mention.ref)
            actor = source.actors.get(mention.actor)
            spans = quote.spans if quote else ()
            telling = source.tellings.get(mention.key, PLAIN)
            rows.append(
                (
                    claim.id, claim.label.text, claim.kind, questions.get(claim.issue or "", ""), mention.stance,
                    mention.actor, source.actor(mention.actor), actor.kind if actor else "",
                    source.side(mention.actor), document.id, document.map,
                    document.title or "", document.outlet or "", document.author or "",
                    document.published or "", mention.name, quote.paragraph + 1 if quote else "",
                    spans[0].start if spans else "", spans[-1].end if spans else "", quote.text if quote else "",
                    mention.attitude, mention.confidence, "; ".join(source.actor(name) for name in telling.told_by),
                    telling.supposed or "",
                )
            )  # fmt: skip
    return _table(STATEMENT_COLUMNS, rows)


def stances(source: Source) -> str:
    """One row per actor, one column per claim: for, against, mixed, or empty if the actor is silent.

    `(reported)` or `(supposed)` is added if the actor does not say so itself. Raises FormatError above a
    million cells.
    """
    order = matrix_order(source.debate)
    cells = len(order.actors) * len(order.claims)
    if cells > MOST_CELLS:
        raise FormatError(
            f"the matrix of {len(order.actors):,} actors and {len(order.claims):,} claims has {cells:,} cells; "
            f"an export has at most {MOST_CELLS:,}",
            hint="Select an issue, an outlet or a time; or use the format csv, with a row per statement.",
        )
    spoken: dict[str, dict[int, Cell]] = {}
    for place, claim in enumerate(order.claims):
        for actor, mentions in mentions_by_actor(claim).items():
            spoken.setdefault(actor, {})[place] = cell_of(claim.id, mentions, source.tellings)
    head = ("actor", "actor_label", "side", *map(_heading, order.claims))
    return _table(head, (_row(source, actor, spoken[actor.id], len(order.claims)) for actor in order.actors))


def _row(source: Source, actor: Actor, said: Mapping[int, Cell], columns: int) -> list[str]:
    cells = [""] * columns
    for place, cell in said.items():
        cells[place] = _cell(cell)
    return [actor.id, actor.label, source.side(actor.id), *cells]


def _heading(claim: Claim) -> str:
    return f"{claim.id}{' (fact)' if claim.kind == 'fact' else ''}: {claim.label.text}"


def _cell(cell: Cell) -> str:
    how = "reported" if cell.told_by else "supposed" if cell.supposed else ""
    return f"{cell.stance} ({how})" if how else cell.stance


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe(cell) for cell in head])
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return stream.getvalue()


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
