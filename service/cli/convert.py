"""`argmap convert`: converts between formats of argument maps."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief
from service.engines.engine import StepFailed
from service.errors import BudgetSpent, FormatError, ModelUnavailable
from service.formats import IMPORT_FORMATS, format_of_file, gathered, import_map
from service.ui.page_format import ALL_FORMATS, export


@click.command("convert")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--to", "to", required=True, type=click.Choice(tuple(ALL_FORMATS)), help="the format to write")
@click.option("--from", "from_", type=click.Choice(IMPORT_FORMATS), help="the format of FILE; by default from its name")
@click.option(
    "--words", type=click.Choice(["template", "model"]), default="template", show_default=True, help="of the brief"
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="else standard output")
def convert_command(file: Path, to: str, from_: str | None, words: str, output: Path | None) -> None:
    """Convert the argument map in FILE to another format; what the format cannot hold is reported on stderr."""
    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    format_ = from_ or format_of_file(file.name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(f"{file.name} is no UTF-8 text (byte {error.start})", hint="Save it as UTF-8.") from error
    imported = import_map(text, format_)
    exported = export(imported.map, to, worded_brief(imported.map) if words == "model" else None)
    for warning in gathered((*imported.warnings, *exported.warnings)):
        click.echo(f"warning: {warning}", err=True)
    write_text(exported.text, output)


def worded_brief(map_: ArgumentMap) -> Brief | None:
    """The map's brief, written by the settings' model; none, with a warning, if it gives none."""
    from service.pipeline.direct import brief_with_settings
    from service.settings import get_settings

    try:
        return asyncio.run(brief_with_settings(map_, get_settings()))
    except (StepFailed, ModelUnavailable, BudgetSpent) as error:
        click.echo(f"warning: the brief is the template's: {error.message}", err=True)
        return None


def write_text(text: str, output: Path | None) -> None:
    """Write to the file, or to standard output with one final newline."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        output.write_text(text, "utf-8")
