"""`argmap gold`: adding to the gold, checking it, and how well its annotators agree."""

from __future__ import annotations

import getpass
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.errors import InputError

if TYPE_CHECKING:
    from evals.settling import Choice
    from evals.suites import Suite
    from service.domain.argument_map import ArgumentMap

_SECONDS_BETWEEN = 0.5

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


_INTO = click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("gold"),
    show_default=True,
    help="the folder of the suite",
)
_PORT = click.option("--port", type=click.IntRange(0, 65535), default=8010, show_default=True, help="of the page")
_BROWSER = click.option("--browser/--no-browser", default=True, help="open the page")


@gold_command.command("new")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default=getpass.getuser, help="the annotator")
@click.option("--id", "document", help="such as harbour-fees; else made of the file's name")
@click.option("--propose", type=click.Choice(["offline", "llm"]), help="start from an engine's map, not an empty one")
@_INTO
@_PORT
@_BROWSER
def new_command(
    file: Path,
    by: str,
    document: str | None,
    propose: Literal["offline", "llm"] | None,
    into: Path,
    port: int,
    browser: bool,
) -> None:
    """Label FILE on the page. What is saved there is your layer, in FOLDER/layers/NAME; Ctrl-C ends it."""
    from evals.adding import slug
    from evals.labelling import begin, layers_of
    from evals.suites import read_map
    from service.cli.map import map_source, read_source
    from service.domain.argument_map import parse_map

    name = document or slug(file.stem)
    target = into / "layers" / by / f"{name}.json"
    others = {who: path for who, path in layers_of(into, name).items() if who != by}
    if target.is_file():
        start = read_map(target)
        click.echo(f"going on with {target}")
    else:
        proposed = parse_map(map_source(str(file), propose, "json", None, quiet=True)) if propose else None
        start = begin(read_source(str(file), None), by, proposed)
    _label(start, by, target, others, port, browser)


@gold_command.command("settle")
@click.argument("document")
@click.option("--by", default=getpass.getuser, help="who settles")
@click.option("--page", is_flag=True, help="look at the settled map on the page, and correct it there")
@_INTO
@_PORT
@_BROWSER
def settle_command(document: str, by: str, page: bool, into: Path, port: int, browser: bool) -> None:
    """Walk through the differences of two layers of DOCUMENT: 1 or 2 says whose label is right; the rest is gold."""
    from evals.labelling import layers_of, write_map
    from evals.settling import Difference, Settlement
    from evals.suites import read_map

    layers = layers_of(into, document)
    if len(layers) < 2:
        raise InputError(
            f"{document} has {len(layers)} layer(s) in {into}",
            hint=f"Two people label it: argmap gold new FILE --by NAME --id {document} --into {into}",
        )
    (one, first), (other, second) = list(layers.items())[:2]
    settlement = Settlement(read_map(first), read_map(second))
    differences = settlement.differences()
    click.echo(f"{len(differences)} differences between {one} (1) and {other} (2)")
    answers: dict[Difference, Choice] = {}
    for number, item in enumerate(differences, start=1):
        click.echo(f"\n{number}/{len(differences)} {item.kind}: “{item.quote}”")
        click.echo(f"  1 {one}: {item.first}\n  2 {other}: {item.second}")
        answers[item] = 2 if click.prompt("  who is right", type=click.Choice(["1", "2"])) == "2" else 1
    target = into / f"{document}.json"
    write_map(settlement.settled(answers, document, by), target)
    click.echo(f"{target} is gold now: argmap eval {into.name}={into}")
    if page:
        _label(read_map(target), by, target, {}, port, browser)


def _label(start: ArgumentMap, by: str, target: Path, others: dict[str, Path], port: int, browser: bool) -> None:
    """Serves the page until it is interrupted, and tells of every version that is saved."""
    from evals.labelling import Labelling, page_of
    from service.logs import configure_logs

    configure_logs("WARNING")
    with page_of(start, port) as (client, served, address):
        click.echo(f"label here: {address}\nevery Save there is kept in {target}; Ctrl-C when you are done")
        if browser:
            webbrowser.open(address)
        labelling = Labelling(client, served, by, target, others)
        try:
            while True:
                for line in labelling.poll():
                    click.echo(line)
                time.sleep(_SECONDS_BETWEEN)
        except KeyboardInterrupt:
            for line in labelling.poll():
                click.echo(line)
    if not target.is_file():
        click.echo("nothing was saved", err=True)


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
