"""Puts a labelled debate whose texts stay outside into the form of a suite: offsets for quotations, sums for texts.

    python -m evals.debate_suite TEXTS evals/debates-apart/NAME --gold FILE --layer FILE --layer FILE --below PATH \\
        --corpora FOLDER

TEXTS: meta.json and a .txt a document, as the annotators had them. PATH: of the folder, below the corpora, with files
of the same names, of which each text is a stretch.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from evals.debate_suite.outside import OutsideText
from evals.debate_suite.sheets import without_words
from evals.debate_suite.suite import read_sheet
from service.errors import InputError
from service.reading import read_text

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_KNOWN = ("id", "outlet", "author", "published")


@click.command()
@click.argument("texts", type=_FOLDER)
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--gold", type=_FILE, required=True)
@click.option("--layer", "layers", type=_FILE, multiple=True, help="an annotator's sheet; named a, b, ...")
@click.option("--corpora", type=_FOLDER, required=True, help="the folder of corpora")
@click.option("--below", required=True, help="path of the texts' folder below it")
def stand_off(texts: Path, output: Path, gold: Path, layers: tuple[Path, ...], corpora: Path, below: str) -> None:
    """Writes OUTPUT/meta.json, gold.json and layers/annotator-*.json."""
    meta = json.loads(_text_of(texts / "meta.json"))
    meta["documents"].sort(key=lambda item: item.get("published") or "")
    meta["documents"] = [{key: item[key] for key in _KNOWN if key in item} for item in meta["documents"]]
    plain = {}
    for item in meta["documents"]:
        labelled = _text_of(texts / f"{item['id']}.txt")
        item["place"] = _place(labelled, corpora, f"{below}/{item['id']}.txt").model_dump(exclude_none=True)
        plain[item["id"]] = read_text(labelled).text
    sheets = {"gold": gold}
    sheets |= {f"layers/annotator-{chr(ord('a') + number)}": path for number, path in enumerate(layers)}
    (output / "layers").mkdir(parents=True, exist_ok=True)
    for name, path in sheets.items():
        sheet = without_words(read_sheet(path, plain), plain)
        (output / f"{name}.json").write_text(sheet.model_dump_json(indent=1, by_alias=True) + "\n", "utf-8")
    (output / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _place(labelled: str, corpora: Path, path: str) -> OutsideText:
    whole = _text_of(corpora / path)
    if read_text(whole).text == read_text(labelled).text:
        return OutsideText(path=path, sha256=_sum(whole))
    start = whole.find(labelled)
    if start < 0:
        hint = "Give the folder that it was cut from."
        raise InputError(f"{path} does not have the text that was labelled", hint=hint)
    return OutsideText(path=path, start=start, end=start + len(labelled), sha256=_sum(labelled))


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", hint="See --help for the files it needs."
        ) from error


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    stand_off()
