"""`python -m evals.sheets TEXT SHEET [-o MAP]`: checks a label sheet, lists all its problems, writes the map."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from pydantic import ValidationError

from evals.sheets.compiling import compile_sheet
from evals.sheets.errors import SheetError
from evals.sheets.model import Sheet
from service.domain.schema_faults import reason_of
from service.domain.trees import TreeNode, build_forest


@click.command()
@click.argument("text", type=click.Path(exists=True, path_type=Path))
@click.argument("sheet", type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="where the map is written as JSON")
def main(text: Path, sheet: Path, output: Path | None) -> None:
    """Check SHEET against TEXT and print the trees that it describes."""
    try:
        map_ = compile_sheet(Sheet.model_validate_json(sheet.read_bytes()), text.read_text("utf-8"))
    except (SheetError, ValidationError) as error:
        click.echo(reason_of(error), err=True)
        sys.exit(2)
    for tree in build_forest(map_).trees:
        _show(tree, "", 0)
    if output is not None:
        output.write_text(map_.model_dump_json(indent=1) + "\n", "utf-8")


def _show(node: TreeNode, sign: str, level: int) -> None:
    click.echo(
        f"{'    ' * level}{sign}{node.unit.id} "
        f"({node.unit.perspective}, paragraph {node.unit.paragraph}) {node.unit.text}"
    )
    for inference in node.inferences:
        for premise in inference.premises:
            _show(premise, f"{inference.relation.kind}: ", level + 1)
        for undercut in inference.undercuts:
            for premise in undercut.premises:
                _show(premise, "undercut: ", level + 2)


if __name__ == "__main__":
    main()
