"""JSON lines of a corpus -> documents with labels, each corpus in its own terms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.corpora.offsets import Offsets
from evals.documents import GoldDocument
from evals.metrics.labels import AttributionLabels, Block, Edge, HolderLabels, Labels, UnitLabels
from evals.metrics.tokens import Stretch, Words
from service.domain.argument import AUTHOR
from service.errors import InputError

Row = Mapping[str, Any]


def read_corpus(name: str, path: Path) -> tuple[GoldDocument, ...]:
    """All documents of a corpus file. Raises InputError (naming the line) where it is not what the name says."""
    documents = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line)
            offsets = Offsets(row["text"])
            placed, left_out = _placed(row)
            labels = CORPORA[name](placed, offsets)
            documents.append(GoldDocument(id=row["id"], text=offsets.text, labels=labels, left_out=left_out))
        except (KeyError, TypeError, ValueError) as error:
            hint = "Each line is one document with `id`, `text`, `units`, `relations`, `attributions`."
            raise InputError(f"{path.name}, line {number}: {type(error).__name__}: {error}", hint=hint) from error
    if not documents:
        raise InputError(f"{path.name} holds no document", hint="Give a file of JSON lines, one document a line.")
    return tuple(documents)


def _lines(path: Path) -> Iterator[str]:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", hint="Give the corpus as NAME=PATH.") from error
    return (line for line in text.split("\n") if line.strip())


def _placed(row: Row) -> tuple[Row, int]:
    """The row without units that stand nowhere in the text (`"start": null`, what the author left unsaid).

    With them go the relations that they are part of. How many units there were comes second.
    """
    units = row.get("units", ())
    unsaid = {unit["id"] for unit in units if unit["start"] is None and not unit.get("spans")}
    if not unsaid:
        return row, 0
    kept = [unit for unit in units if unit["id"] not in unsaid]
    relations = {item["id"]: item for item in row["relations"] if unsaid.isdisjoint(_ends(item))}
    while lost := {name for name, item in relations.items() if not _leads_somewhere(item, kept, relations)}:
        relations = {name: item for name, item in relations.items() if name not in lost}
    return {**row, "units": kept, "relations": list(relations.values())}, len(unsaid)


def _ends(relation: Row) -> set[str]:
    return {relation["source"], relation["target"], relation.get("flat", relation)["target"]}


def _leads_somewhere(relation: Row, units: Iterable[Row], relations: Mapping[str, Row]) -> bool:
    return relation["target"] in relations or any(relation["target"] == unit["id"] for unit in units)


def _microtext(row: Row, offsets: Offsets) -> Labels:
    """A premise that joins a relation (`linked`) leads where that relation leads; `flat` chains it to the first one."""
    relations = {item["id"]: item for item in row["relations"]}
    edges = []
    for item in row["relations"]:
        led = item
        while led["kind"] == "linked":
            led = relations[led["target"]]
        edges.append(Edge(item["source"], led["flat"]["target"], led["flat"]["kind"]))
    chained = (Edge(item["source"], item["flat"]["target"], item["flat"]["kind"]) for item in row["relations"])
    central = next((unit["id"] for unit in row["units"] if unit["central"]), None)
    return Labels(units=_units(row, offsets), edges=tuple(edges), chained=tuple(chained), conclusion=central)


def _speech(row: Row, offsets: Offsets) -> Labels:
    """Relations inside the speech; the corpus' sentences are the blocks."""
    known = {unit["id"] for unit in row["units"]}
    edges = {
        (item["source"], item["target"]): Edge(item["source"], item["target"], item["kind"])
        for item in row["relations"]
        if item["source"] in known and item["target"] in known
    }
    sentences = (offsets.moved((start, end)) for start, end in row["meta"]["sentences"])
    blocks = tuple(Block(start, end, "sentence") for start, end in sentences)
    return Labels(units=_units(row, offsets), edges=tuple(edges.values()), blocks=blocks)


def _news(row: Row, offsets: Offsets) -> Labels:
    words = Words(offsets.text)
    attributions = tuple(_attribution(item, offsets, words) for item in row["attributions"])
    return Labels(attributions=attributions, holders=(HolderLabels(AUTHOR, "The author"),))


def _units(row: Row, offsets: Offsets) -> tuple[UnitLabels, ...]:
    words = Words(offsets.text)
    units = []
    for unit in row["units"]:
        stretches = _pieces(unit, offsets)
        units.append(UnitLabels(unit["id"], words.within(stretches), unit["role"], AUTHOR, stretches))
    return tuple(units)


def _attribution(item: Row, offsets: Offsets, words: Words) -> AttributionLabels:
    content = _pieces(item["content"], offsets) if item["content"] else ()
    return AttributionLabels(
        id=item["id"],
        holder="",
        source=_whole(item["source"], offsets),
        cue=_whole(item["cue"], offsets),
        content=content,
        content_words=words.within(content),
    )


def _whole(span: Row | None, offsets: Offsets) -> Stretch | None:
    return None if span is None else offsets.moved((span["start"], span["end"]))


def _pieces(span: Row, offsets: Offsets) -> tuple[Stretch, ...]:
    """The pieces in text order; a span without pieces is one."""
    pieces = span.get("spans") or [(span["start"], span["end"])]
    return tuple(sorted(offsets.moved((start, end)) for start, end in pieces))


CORPORA: dict[str, Callable[[Row, Offsets], Labels]] = {
    "microtexts": _microtext,
    "argunsc": _speech,
    "polnear": _news,
}
