"""Asks a relay whose answers are written by hand: all that is asked of suites and texts waits there at once.

    python -m evals.relayed http://127.0.0.1:8099/v1 articles development --texts FOLDER -o FOLDER \\
        --prompts voices=v3 --prompts structure=v5

A suite's answers are recorded for replay, as by `argmap eval --record`; of a folder's texts the maps are written. Run
again with the same relay it asks only what has no answer yet. Each step waits for the answers of the one before.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import click

from evals.evaluating import evaluate
from evals.options import Options
from service.domain.document import Document
from service.engines.engine import Engine
from service.engines.llm.calls import MemoryCallStore
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.engines.offline.engine import OfflineEngine
from service.pipeline.direct import map_document
from service.reading import read_bytes
from service.settings import get_settings

PATIENT_SECONDS = 86_400
AT_ONCE = 200
NOTE = "a Claude model's answers, relayed by hand through an OpenAI-compatible queue"


@click.command()
@click.argument("relay")
@click.argument("suites", nargs=-1)
@click.option("--texts", type=click.Path(exists=True, file_okay=False, path_type=Path), help="files to map")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="folder for the maps of --texts")
@click.option("--prompts", multiple=True, metavar="STEP=VERSION", help="other prompts than those in use")
@click.option("--model", default="claude-relayed", show_default=True, help="the name that recordings give the writer")
def relayed(
    relay: str, suites: Sequence[str], texts: Path | None, output: Path | None, prompts: Sequence[str], model: str
) -> None:
    """Asks RELAY, an OpenAI-compatible address, all that SUITES and the files of --texts ask."""
    os.environ |= {
        "OPENAI_BASE_URL": relay,
        "OPENAI_API_KEY": "relay",
        "ARGMAP_MODEL": model,
        "ARGMAP_LLM_TIMEOUT": str(PATIENT_SECONDS),
        "ARGMAP_LLM_CONCURRENCY": str(AT_ONCE),
    }
    if texts is not None and output is None:
        raise click.UsageError("--texts needs a folder for the maps: -o FOLDER")
    asyncio.run(_ask_all(suites, texts, output, tuple(prompts)))


async def _ask_all(suites: Sequence[str], texts: Path | None, output: Path | None, prompts: tuple[str, ...]) -> None:
    """Suites and texts beside each other, so that all that can be answered waits at the same time."""
    recording = [
        asyncio.to_thread(
            evaluate,
            Options(suites=(suite,), engine="llm", prompts=prompts, record=True, note=NOTE, concurrency=AT_ONCE),
        )
        for suite in suites
    ]
    mapping = [_map_all(_files(texts), _folder(output), prompts)] if texts and output else []
    for outcome in await asyncio.gather(*recording, *mapping, return_exceptions=True):
        if isinstance(outcome, BaseException):
            click.echo(f"{type(outcome).__name__}: {outcome}", err=True)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


async def _map_all(paths: Sequence[Path], output: Path, prompts: Sequence[str]) -> None:
    """All at once, on one chain; a text that fails is reported, and costs no other."""
    versions = dict(item.split("=", 1) for item in prompts)
    chain = Chain.from_settings(get_settings().model_copy(update={"llm_prompts": versions}), MemoryCallStore())
    offline = OfflineEngine.load()
    try:
        done = await asyncio.gather(
            *(_map_one(path, output, LLMEngine(chain), offline) for path in paths), return_exceptions=True
        )
    finally:
        await chain.aclose()
    for path, outcome in zip(paths, done, strict=True):
        if isinstance(outcome, BaseException):
            click.echo(f"{path.name}: {type(outcome).__name__}: {outcome}", err=True)


async def _map_one(path: Path, output: Path, engine: Engine, offline: Engine) -> None:
    document = await asyncio.to_thread(_read, path)
    made = await map_document(document, engine, offline, map_id=path.stem)
    await asyncio.to_thread((output / f"{path.stem}.json").write_text, made.model_dump_json(indent=1), "utf-8")


def _read(path: Path) -> Document:
    return read_bytes(path.read_bytes(), name=path.name)


if __name__ == "__main__":
    relayed()
