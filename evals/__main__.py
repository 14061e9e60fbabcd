"""`python -m evals eval ...` and `python -m evals gold ...`: the commands without the service's command line."""

from __future__ import annotations

import click

from evals.cli import eval_command, gold_command


@click.group()
def main() -> None:
    """Evals of argmap."""


main.add_command(eval_command)
main.add_command(gold_command)

if __name__ == "__main__":
    main()
