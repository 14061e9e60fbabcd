"""`argmap map`: articles in, maps out, without a server."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.cli.convert import worded_brief, write_text
from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.document import Document
from service.domain.provenance import RunChoice
from service.errors import InputError, UnreadableDocument, WorkFailed
from service.formats import gathered
from service.ui.page_format import ALL_FORMATS, export

if TYPE_CHECKING:
    from rich.progress import Progress


OnStep = Callable[[int, int], None]
EngineName = Literal["offline", "llm"]


@click.command("map")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--engine", type=click.Choice(["offline", "llm"]), help="[default: llm where a key or base URL is set]")
@click.option("--format", "format_", type=click.Choice(tuple(ALL_FORMATS)), default="tree", show_default=True)
@click.option("--title", help="else the article's own headline")
@click.option("--words-language", help="of a model's own words, such as en [default: the article's]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="a file; a folder for several SOURCEs")
@click.option("--batch", is_flag=True, help="through the model's batch interface: half the price, within a day or so")
def map_command(
    sources: tuple[str, ...],
    engine: EngineName | None,
    format_: str,
    title: str | None,
    words_language: str | None,
    output: Path | None,
    batch: bool,
) -> None:
    """Map each SOURCE: a file (.txt .md .html .pdf .docx, a transcript in .vtt .srt .json, a parliament's .xml),
    an http(s) URL, or - for standard input.
    """
    from service.settings import get_settings

    chosen = engine or get_settings().default_engine
    if batch and chosen != "llm":
        raise click.UsageError("--batch needs a model: set OPENAI_API_KEY or OPENAI_BASE_URL, or use --engine llm")
    if len(sources) == 1 and not batch:
        text = map_source(sources[0], chosen, format_, title, words_language)
        return write_text(text, output)
    if output is None or (output.exists() and not output.is_dir()):
        needing = "--batch needs" if batch else "several SOURCEs need"
        raise click.UsageError(f"{needing} a folder: -o FOLDER")
    output.mkdir(parents=True, exist_ok=True)
    if batch:
        return asyncio.run(_map_by_batch(sources, format_, output, words_language))
    return _map_many(sources, chosen, format_, output, words_language)


def _map_many(
    sources: tuple[str, ...], engine: EngineName, format_: str, folder: Path, words_language: str | None
) -> None:
    """One process per core; a failing source is reported, and does not stop the others."""
    failed = []
    with ProcessPoolExecutor(_workers(len(sources)), initializer=_one_thread_each) as pool, progress_bar() as progress:
        bar = progress.add_task("articles", total=len(sources))
        work = partial(map_source, engine=engine, format_=format_, words_language=words_language, quiet=True)
        jobs = [(source, pool.submit(work, source)) for source in sources]
        for number, (source, job) in enumerate(jobs):
            try:
                target = folder / f"{Path(source).stem or number}{ALL_FORMATS[format_].suffix}"
                write_text(job.result(), _unused(target))
            except Exception as error:
                failed.append(source)
                click.echo(f"argmap: {source}: {error}", err=True)
            progress.advance(bar)
    if failed:
        raise WorkFailed(f"{len(failed)} of {len(sources)} sources were not mapped", hint="Their reasons stand above.")


async def _map_by_batch(sources: tuple[str, ...], format_: str, folder: Path, words_language: str | None) -> None:
    """All in this process; running the same command again resumes a killed one."""
    from service.engines.llm.batches import offers_batches
    from service.pipeline.direct import map_with_settings
    from service.settings import get_settings

    settings, failed = get_settings(), []
    if not offers_batches(settings.models[0]):
        hint = "Models of OpenAI and compatible servers have."
        raise InputError(f"{settings.models[0]} has no batch interface here", hint=hint)
    choice = RunChoice(batch=True, words_language=words_language)

    async def make(source: str) -> None:
        try:
            made = await map_with_settings(read_source(source, None), "llm", settings, choice=choice)
            target = folder / f"{Path(source).stem or 'map'}{ALL_FORMATS[format_].suffix}"
            write_text(export(made, format_).text, _unused(target))
        except Exception as error:
            failed.append(source)
            click.echo(f"argmap: {source}: {error}", err=True)

    await asyncio.gather(*map(make, sources))
    if failed:
        raise WorkFailed(f"{len(failed)} of {len(sources)} sources were not mapped", hint="Their reasons stand above.")


def map_all(sources: Sequence[str], engine: EngineName) -> tuple[dict[str, ArgumentMap], list[str]]:
    """The maps by source, made in one process per core, and the failed sources, each reported on stderr."""
    made: dict[str, ArgumentMap] = {}
    failed: list[str] = []
    if not sources:
        return made, failed
    with ProcessPoolExecutor(_workers(len(sources)), initializer=_one_thread_each) as pool, progress_bar() as progress:
        bar = progress.add_task("articles", total=len(sources))
        jobs = [(source, pool.submit(map_source, source, engine, "json", None, quiet=True)) for source in sources]
        for source, job in jobs:
            try:
                made[source] = parse_map(job.result())
            except Exception as error:
                failed.append(source)
                click.echo(f"argmap: {source}: {error}", err=True)
            progress.advance(bar)
    return made, failed


def _workers(most: int) -> int:
    return min(most, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _one_thread_each() -> None:
    """The processes share the cores; threads inside each would compete for them."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def _unused(path: Path) -> Path:
    """The path, numbered if a file of this name exists (two sources may share a name)."""
    candidate, number = path, 2
    while candidate.exists():
        candidate, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return candidate


def map_source(
    source: str,
    engine: EngineName,
    format_: str,
    title: str | None = None,
    words_language: str | None = None,
    *,
    quiet: bool = False,
) -> str:
    """The map of one source in the requested format."""
    from service.settings import get_settings

    document = read_source(source, title)
    with progress_bar(quiet=quiet) as progress:
        bar = progress.add_task(document.title or source, total=None)
        map_ = asyncio.run(
            _map(
                document, engine, words_language, lambda done, total: progress.update(bar, completed=done, total=total)
            )
        )
    wanted = format_ == "brief" or (get_settings().llm_brief and ALL_FORMATS[format_].with_brief is not None)
    exported = export(map_, format_, worded_brief(map_) if engine == "llm" and wanted else None)
    if not quiet:
        lost = () if format_ == "tree" else exported.warnings  # a tree for reading is not meant to hold everything
        for text in gathered((*(f"{item.code}: {item.detail}" for item in map_.provenance.warnings), *lost)):
            click.echo(f"warning: {text}", err=True)
    return exported.text


def read_source(source: str, title: str | None) -> Document:
    """The document behind a file name, an http(s) URL, or `-`; raises UnreadableDocument if there is none."""
    from service.reading import read_bytes, read_url
    from service.settings import get_settings

    limits = get_settings().reading_limits
    if source.startswith(("http://", "https://")):
        return read_url(source, title=title, limits=limits)
    if source == "-":
        return read_bytes(sys.stdin.buffer.read(), title=title, limits=limits)
    path = Path(source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{source}: {error.strerror}", hint="Give a file, an http(s) URL, or -.") from error
    return read_bytes(data, name=path.name, title=title, limits=limits)


async def _map(document: Document, engine: EngineName, words_language: str | None, on_step: OnStep) -> ArgumentMap:
    from service.pipeline.direct import map_with_settings
    from service.settings import get_settings

    choice = RunChoice(words_language=words_language)
    return await map_with_settings(document, engine, get_settings(), on_step=on_step, choice=choice)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress]:
    """A bar on stderr if that is a terminal, else nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:.40}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    hidden = quiet or not console.is_terminal
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=hidden, transient=True) as progress:
        yield progress
