"""`python -m evals.sheets.on_maps MAP SHEET [-o MAP]`: checks a sheet of issues against a map's units, lists all its
problems, shows the issues and writes the map with them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from pydantic import ValidationError

from evals.sheets.errors import SheetError
from evals.sheets.issues import with_issues
from evals.sheets.model import IssueSheet
from evals.suites import read_map
from service.domain.base import text_of
from service.domain.schema_faults import reason_of


@click.command()
@click.argument("map_file", metavar="MAP", type=click.Path(exists=True, path_type=Path))
@click.argument("sheet", type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="where the map with its issues is written")
def main(map_file: Path, sheet: Path, output: Path | None) -> None:
    """Check SHEET, a file of issues, against MAP and print them."""
    try:
        map_ = with_issues(read_map(map_file), IssueSheet.model_validate_json(sheet.read_bytes()))
    except (SheetError, ValidationError) as error:
        click.echo(reason_of(error), err=True)
        sys.exit(2)
    for issue in map_.issues:
        click.echo(f"{issue.id} {issue.question.text}" + (f"  (part of {issue.parent})" if issue.parent else ""))
        for position in issue.positions:
            words = text_of(position.spans, map_.document.text)
            click.echo(f"    {position.perspective} {position.stance}" + (f" “{words}”" if words else ""))
            for name in position.units:
                click.echo(f"        {name} {map_.unit(name).text}")
        for contrast in issue.contrasts:
            click.echo(f"    {contrast.a} - {contrast.b}: {contrast.kind}")
    if output is not None:
        output.write_text(map_.model_dump_json(indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
