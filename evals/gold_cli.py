"""`argmap gold`: adding to the gold, checking it, and how well its annotators agree."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.errors import InputError

if TYPE_CHECKING:
    from evals.suites import Suite

_GOLD = Path(__file__).resolve().parent / "gold"
_ROOT = click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default=_GOLD, help="the gold's folder"
)


@click.group("gold")
def gold_command() -> None:
    """The gold maps that engines are judged by."""


@gold_command.command("add")
@click.argument("map_file", metavar="MAP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--suite", default="articles", show_default=True)
@click.option("--id", "gold_id", help="such as 25-harbour-fees; else made of the title")
@click.option("--by", default=getpass.getuser, help="who vouches for the map")
@click.option("--accept", is_flag=True, help="two people have labelled it: it is gold now")
@click.option("--replace", is_flag=True, help="overwrite one of the same id")
@_ROOT
def add_command(
    map_file: Path, suite: str, gold_id: str | None, by: str, accept: bool, replace: bool, root: Path
) -> None:
    """Turn a corrected map into a candidate, which a second person has to label; with --accept into gold."""
    from evals.adding import add_gold

    target = add_gold(map_file, suite=suite, gold_id=gold_id, by=by, accepted=accept, replace=replace, root=root)
    click.echo(str(target))
    if not accept:
        click.echo("A candidate: have a second person label the text, settle the differences, then --accept.", err=True)


@gold_command.command("check")
@click.argument("suite", default="articles")
@_ROOT
def check_command(suite: str, root: Path) -> None:
    """Check that every map is valid, layers share its text, and list the candidates that wait."""
    from evals.adding import CANDIDATES
    from evals.metrics.viewing import labels_of
    from evals.suites import map_files, read_map

    loaded = _load(suite, root)
    problems = [f"{item.id}: {problem}" for item in loaded.documents for problem in item.labels.violations]
    for item in loaded.documents:
        for who, layer in item.layers.items():
            if layer.document.text != item.text:
                problems.append(f"{item.id}: layer {who} was labelled on another text")
            problems += [f"{item.id}, layer {who}: {problem}" for problem in labels_of(layer).violations]
    if problems:
        raise InputError(f"{len(problems)} problem(s) in {suite}", hint="; ".join(problems[:10]))
    waiting = [read_map(path).id for path in map_files(root / suite / CANDIDATES)]
    twice = sum(len(item.layers) >= 2 for item in loaded.documents)
    click.echo(
        f"{len(loaded.documents)} gold maps, {twice} labelled twice, {len(waiting)} candidate(s) {waiting or ''}"
    )


@gold_command.command("agreement")
@click.argument("suite", default="articles")
@_ROOT
def agreement_command(suite: str, root: Path) -> None:
    """Show human-human scores, by the code that scores engines, and the coefficients of agreement."""
    from rich.console import Console
    from rich.table import Table

    from evals.agreement import agreement_of
    from evals.judging import total
    from evals.reports.console import number

    loaded = _load(suite, root)
    people = agreement_of(loaded)
    if people is None:
        raise InputError(f"no document of {suite} was labelled twice", hint="Layers lie in layers/NAME/ID.json.")
    table = Table(
        "metric", "agreement", box=None, title=f"{' and '.join(people.annotators)}, {len(people.documents)} documents"
    )
    for metric in loaded.metrics:
        table.add_row(metric.title, number(total(metric, people.counts[metric.id])))
    coefficients = {
        "Krippendorff's alpha, unitising": people.alpha_units,
        "Krippendorff's alpha, nominal over words": people.alpha_words,
        "Cohen's kappa, roles": people.kappa_role,
        "Cohen's kappa, relations": people.kappa_relation,
        "Cohen's kappa, holders": people.kappa_holder,
    }
    for title, value in coefficients.items():
        table.add_row(title, number(value))
    Console().print(table)


def _load(suite: str, root: Path) -> Suite:
    from evals.suites import load_suite

    return load_suite(f"{suite}={root / suite}")
