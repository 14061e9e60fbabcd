"""Labels of texts that are not ours: maps without a word of the text, joined with the texts where these lie.

    python -m training.standoff write MAPS --texts bulk.jsonl --writer 1 -o training/real/first.jsonl

A line holds a map's spans (code points of the text as `service.reading` reads it), the hash of the piece and of the
text as read. `linked`: whether anybody looked for relations.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from service.errors import InputError
from service.reading import read_text

_SPANS = ("id", "paragraph", "spans", "role", "perspective", "attribution", "confidence")


def pieces(texts: Path) -> dict[str, str]:
    """Id -> text of a file of pieces, JSON lines with `id` and `text`."""
    lines = texts.read_text("utf-8").splitlines()
    return {item["id"]: item["text"] for item in map(json.loads, lines)}


def stripped(record: Mapping[str, Any], piece: str, writer: int, linked: bool) -> dict[str, Any]:
    """A map's labels without its text; people and units are spans and numbers."""
    voices = [{name: item[name] for name in ("id", "kind", "parent", "mentions")} for item in record["perspectives"]]
    return {
        "id": record["id"],
        "writer": writer,
        "piece": hashlib.sha256(piece.encode()).hexdigest(),
        "text": record["document"]["sha256"],
        "linked": linked,
        "perspectives": voices,
        "attributions": record["attributions"],
        "units": [{name: item[name] for name in _SPANS} for item in record["units"]],
        "relations": record["relations"],
        "conclusion": record["conclusion"],
    }


def joined(labels: Path, texts: Path) -> Iterator[dict[str, Any]]:
    """The maps of a file of labels as plain values, with the text as it is read now.

    Raises InputError where the text is read otherwise than when it was labelled: its spans would lie elsewhere.
    """
    known = pieces(texts)
    for line in labels.read_text("utf-8").splitlines():
        record = json.loads(line)
        document = read_text(known[record["id"]]).model_dump(mode="json")
        if document["sha256"] != record["text"]:
            raise InputError(f"{record['id']} is read otherwise than when it was labelled", hint="Label it anew.")
        text = document["text"]
        for unit in record["units"]:
            unit["text"] = " ".join(text[span["start"] : span["end"]] for span in unit["spans"])
        for voice in record["perspectives"]:
            voice["label"] = voice["id"]
        labels_alone = {
            name: record[name] for name in ("perspectives", "attributions", "units", "relations", "conclusion")
        }
        yield {
            **{"schema_version": "1", "id": f"{record['id']}-{record['writer']}", "status": "done", "version": 1},
            **{"document": document, **labels_alone, "provenance": {"engine": "llm"}},
        }


@click.group()
def main() -> None:
    """Labels of texts that are not ours."""


@main.command()
@click.argument("maps", type=click.Path(exists=True, path_type=Path))
@click.option("--texts", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--writer", type=int, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
def write(maps: Path, texts: Path, writer: int, output: Path) -> None:
    """Writes the labels of a folder of maps without their texts."""
    known = pieces(texts)
    lines = []
    for path in sorted(maps.glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        made = stripped(record, known[record["id"]], writer, bool(record["relations"]))
        lines.append(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n")
    output.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
