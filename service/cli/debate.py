"""`argmap debate`: many articles in, one debate out, without a server."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.map import EngineName, map_all, progress_bar
from service.domain.argument_map import ArgumentMap, parse_map
from service.errors import InputError, InvalidMap, UnreadableDocument, WorkFailed
from service.formats.debates import DEBATE_FORMATS

if TYPE_CHECKING:
    from service.domain.debates.debate import Debate
    from service.domain.provenance import RunBudget, Usage

_META = ("title", "outlet", "author", "published")


@dataclass(frozen=True)
class _Meta:
    """The `--meta` file: the debate's question, and the articles' metadata by file stem."""

    question: str | None = None
    documents: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)


@click.command("debate")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--question", help="what the debate is about")
@click.option(
    "--meta", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: outlets, authors, dates"
)
@click.option("--engine", type=click.Choice(["offline", "llm"]), help="[default: llm where a key or base URL is set]")
@click.option("--max-calls", type=click.IntRange(min=1), help="the most model calls to compare the articles' points")
@click.option("--max-tokens", type=click.IntRange(min=1), help="the same in tokens, in and out")
@click.option("--format", "format_", type=click.Choice(DEBATE_FORMATS), default="tree", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="a file; or a folder, for debate.json and the maps"
)
def debate_command(
    sources: tuple[str, ...],
    question: str | None,
    meta: Path | None,
    engine: EngineName | None,
    max_calls: int | None,
    max_tokens: int | None,
    format_: str,
    output: Path | None,
) -> None:
    """Make one debate of all SOURCEs: files, http(s) URLs, folders of files, or argument maps (JSON)."""
    from service.domain.provenance import RunBudget
    from service.pipeline.debates.direct import debate_with_settings
    from service.settings import get_settings

    known = _read_meta(meta)
    chosen: EngineName = engine or get_settings().default_engine
    maps, failed = _maps(_expand(sources), chosen, known)
    if not maps:
        raise WorkFailed("none of the sources could be mapped", hint="Their reasons stand above.")
    budget = RunBudget(calls=max_calls, tokens=max_tokens)
    if chosen == "llm":
        _tell_before(maps, budget)
    with progress_bar() as progress:
        bar = progress.add_task("debate", total=len(maps))
        debate = asyncio.run(
            debate_with_settings(
                maps,
                chosen,
                get_settings(),
                question=question or known.question,
                budget=budget,
                on_article=lambda done, total: progress.update(bar, completed=done, total=total),
            )
        )
    if chosen == "llm":
        click.echo(f"comparing took {_told(debate.provenance.usage)}", err=True)
    for warning in debate.provenance.warnings:
        click.echo(f"warning: {warning.code}: {warning.detail}", err=True)
    if debate.status == "partial":
        click.echo("The same command again, with a larger budget if that ended, goes on from the calls made.", err=True)
    _write(debate, {map_.id: map_ for map_ in maps}, format_, output)
    if failed:
        raise WorkFailed(f"{len(failed)} of the sources are not in the debate", hint="Their reasons stand above.")


def _tell_before(maps: Sequence[ArgumentMap], budget: RunBudget) -> None:
    """Reports what comparing the articles will cost, and whether that exceeds the budget."""
    from service.pipeline.debates.estimate import estimate
    from service.settings import get_settings

    found = estimate("llm", [len(map_.units) for map_ in maps], [], get_settings(), budget)
    over = "; that is over the budget: what is left then is compared offline" if found.within_budget is False else ""
    click.echo(f"comparing {found.units} points will take about {_told(found.comparing)}{over}", err=True)


def _told(usage: Usage) -> str:
    cost = "" if usage.cost_usd is None else f", {usage.cost_usd:.2g} US dollars"
    cached = f" and {usage.cached_calls} kept answers" if usage.cached_calls else ""
    return f"{usage.calls} calls{cached}, {usage.input_tokens} tokens in, {usage.output_tokens} out{cost}"


def _expand(sources: Sequence[str]) -> list[str]:
    """Folders replaced by the articles in them, by name; the rest as given."""
    from service.reading.readers import suffixes

    found: list[str] = []
    for source in sources:
        path = Path(source)
        if source.startswith(("http://", "https://")) or not path.is_dir():
            found.append(source)
            continue
        inside = sorted(
            item for item in path.iterdir() if item.suffix.lower() in suffixes() and item.name != "meta.json"
        )
        if not inside:
            raise UnreadableDocument(f"the folder {source} holds no article", hint="Files end in .txt, .md, .html, ...")
        found += [str(item) for item in inside]
    return found


def _read_meta(path: Path | None) -> _Meta:
    """Raises InputError if the file is not as the command's help describes."""
    if path is None:
        return _Meta()
    hint = 'It is JSON: {"question", "documents": [{"id", "outlet", "author", "published"}]}; ids are file stems.'
    try:
        value: Any = json.loads(path.read_text("utf-8"))
        rows = value.get("documents", [])
        documents = {str(row["id"]): {name: _word(row.get(name)) for name in _META} for row in rows}
        return _Meta(_word(value.get("question")), documents)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise InputError(f"{path} is no list of articles: {error}", hint=hint) from error


def _word(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _maps(sources: Sequence[str], engine: EngineName, meta: _Meta) -> tuple[list[ArgumentMap], list[str]]:
    """The sources' maps in order, and the sources that failed, each already reported."""
    from service.pipeline.debates.direct import with_meta

    stored = {source: map_ for source in sources if (map_ := _stored_map(source)) is not None}
    articles = [source for source in dict.fromkeys(sources) if source not in stored]
    made, failed = map_all(articles, engine)
    found = []
    for source in dict.fromkeys(sources):
        map_ = stored.get(source) or made.get(source)
        if map_ is not None:
            found.append(with_meta(map_, meta.documents.get(Path(source).stem, {})))
    return found, failed


def _stored_map(source: str) -> ArgumentMap | None:
    """The map in a JSON file; None for any other source, a transcript in JSON among them."""
    if not source.lower().endswith(".json") or source.startswith(("http://", "https://")):
        return None
    try:
        data = Path(source).read_bytes()
        return parse_map(data) if b'"schema_version"' in data else None
    except OSError as error:
        raise UnreadableDocument(f"{source}: {error.strerror}", hint="Give a file, a folder or a URL.") from error
    except InvalidMap as error:
        raise InvalidMap(f"{source}: {error.message}", hint=error.hint, broken=error.broken) from error


def _write(debate: Debate, maps: Mapping[str, ArgumentMap], format_: str, output: Path | None) -> None:
    from service.formats.debates import export_debate

    used = {document.map: maps[document.map] for document in debate.documents}
    exported = export_debate(debate, format_, used.values())
    if output is None:
        sys.stdout.buffer.write(exported.data if exported.data.endswith(b"\n") else exported.data + b"\n")
        return
    if output.suffix and not output.is_dir():
        output.write_bytes(exported.data)
        return
    (output / "maps").mkdir(parents=True, exist_ok=True)
    (output / "debate.json").write_text(debate.model_dump_json(), "utf-8")
    for map_id, map_ in used.items():
        (output / "maps" / f"{map_id}.json").write_text(map_.model_dump_json(), "utf-8")
    if format_ != "json":
        (output / f"debate{exported.suffix}").write_bytes(exported.data)
