"""`argmap eval` and `argmap gold`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evals.gold_cli import gold_command
from service.errors import ArgmapError, BudgetSpent, InfrastructureError, InputError

_WIDTH_OF_LOGS = 160
"""Columns of the tables where no terminal says how many it has."""

__all__ = ["eval_command", "gold_command"]

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_CACHE = Path("var", "evals")


@click.command("eval")
@click.argument("suites", nargs=-1, metavar="[SUITE...]")
@click.option(
    "--engine",
    type=click.Choice(["offline", "llm", "replay", "position"]),
    help="[default: llm with --model or --prompts, else offline]",
)
@click.option("--model", multiple=True, metavar="NAME", help="a model to run; several are compared (`offline` is one)")
@click.option(
    "--prompts", multiple=True, metavar="STEP=VERSION", help="a prompt version; several of a step are compared"
)
@click.option("--only", multiple=True, metavar="DOCUMENT", help="these documents; 03 is 03-..., wildcards as in *dam*")
@click.option("--by", metavar="METRIC", help="what several runs are ranked by; else the suite's headline metrics")
@click.option("--concurrency", type=click.IntRange(1, 256), help="model calls, and documents, at once")
@click.option("--budget", type=click.FloatRange(0, min_open=True), metavar="DOLLARS", help="for the whole command")
@click.option("--cache", type=_FOLDER, default=_CACHE, show_default=True, help="where a live model's answers are kept")
@click.option("--no-cache", is_flag=True, help="ask a live model everything, and keep nothing")
@click.option(
    "--without", multiple=True, metavar="STAGE", help="leave a stage of the offline engine out, to measure its worth"
)
@click.option("--predictions", type=_FOLDER, help="score these maps (one JSON file per document id), run no engine")
@click.option("--save-predictions", type=_FOLDER, help="write the maps that were scored")
@click.option("--gate", is_flag=True, help="exit with 1 where a gate fails")
@click.option("--gates", type=_FILE, help="the gate file; else evals/gates/SUITE.yaml")
@click.option("--baseline", type=_FILE, help="compare with this stored run; else with the committed one")
@click.option(
    "--save-baseline", type=_FILE, is_flag=False, flag_value="", help="store this run [FILE: the committed one]"
)
@click.option("--record", is_flag=True, help="keep the answers of the model, for replay")
@click.option("--note", help="with --record: how answers were carried, where not by a direct call")
@click.option(
    "--repeat", "--runs", "repeat", type=click.IntRange(1, 50), default=1, help="how often a live model is run"
)
@click.option(
    "--aa", is_flag=True, help="run a live model again (three times at least): how often would each gate flip?"
)
@click.option("--fail-at", type=click.IntRange(1), help="of several runs, how many must fail for the gate to fail")
@click.option("--json", "json_file", type=_FILE, help="everything, as JSON")
@click.option("--junit", type=_FILE, help="JUnit XML: a test case per metric and per document")
@click.option("--markdown", type=_FILE, help="a summary for a CI job")
@click.option("--html", type=_FILE, help="one page with every document, gold beside prediction")
@click.option("--diff", type=_FILE, help="an earlier --json file that the HTML page shows the changes from")
@click.pass_context
def eval_command(
    context: click.Context,
    /,
    suites: tuple[str, ...],
    json_file: Path | None,
    junit: Path | None,
    markdown: Path | None,
    html: Path | None,
    diff: Path | None,
    gate: bool,
    engine: str | None,
    cache: Path,
    no_cache: bool,
    **options: object,
) -> None:
    """Score an engine, or maps that exist, on gold maps and corpora.

    SUITE is a folder of evals/gold or `debates` (all of them by default), NAME=FOLDER of gold maps, debates=FOLDER of
    debates, or a corpus: microtexts=FILE, argunsc=FILE, polnear=FILE; or texts with their turns: turns, turns=FOLDER
    (who has the word, and who stands around the claims; offline, or with --predictions).

    Several --model, or several --prompts of one step, are compared in one table. Answers of a live model are kept
    (--cache), so that a run that was stopped goes on where it was.

    Exit codes: 1 a gate failed; 2 wrong usage, or a baseline that cannot be
    compared; 3 infrastructure: nothing was judged.
    """
    from rich.console import Console

    from evals.evaluating import evaluate
    from evals.loading import all_suites
    from evals.options import Options
    from evals.reports.comparison import print_ranking
    from evals.reports.console import print_report
    from evals.reports.files import write_reports
    from evals.turns.suite import print_turns, split_turns, turns_by

    _log_plainly()
    try:
        console = Console(width=None if sys.stdout.isatty() else _WIDTH_OF_LOGS)
        folders, others = split_turns(suites)
        chosen = engine or ("llm" if options["model"] or options["prompts"] else "offline")
        told = [turns_by(folder, chosen, options["predictions"]) for folder in folders]
        for scored in told:
            print_turns(scored, console)
        if gate and not all(scored.passed for scored in told):
            context.exit(1)
        if folders and not others:
            return
        asked = {**options, "suites": others or all_suites(), "gate": gate, "engine": chosen}
        outcome = evaluate(Options.model_validate({**asked, "cache": None if no_cache else cache}))
        ranked = {ranking.suite for ranking in outcome.rankings}
        for report in outcome.reports:
            print_report(report, console, brief=report.run.suite.name in ranked)
            console.print()
        for ranking in outcome.rankings:
            print_ranking(ranking, console)
        write_reports(outcome, json_file=json_file, junit=junit, markdown=markdown, html=html, diff=diff)
    except ArgmapError as error:
        click.echo(f"argmap eval: {error.message}", err=True)
        if error.hint:
            click.echo(f"             {error.hint}", err=True)
        context.exit(_exit_code(error))
    if gate and not all(report.passed for report in outcome.reports):
        context.exit(1)


def _log_plainly() -> None:
    """One line a message on stderr, tracebacks without the values of variables: those hold whole articles."""
    import structlog

    if not structlog.is_configured():
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(
            processors=[structlog.processors.add_log_level, renderer],
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        )


def _exit_code(error: ArgmapError) -> int:
    if isinstance(error, InputError):
        return 2
    return 3 if isinstance(error, InfrastructureError | BudgetSpent) else 1
