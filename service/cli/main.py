"""The command `argmap`: its sub-commands, and what its exit codes mean.

Exit codes: 0 done; 1 the work failed; 2 wrong usage or input; 3 infrastructure (no model reachable, no database).
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import click

from service.cli.convert import convert_command
from service.cli.keeping import backup_command, keys_group, purge_command, restore_command
from service.cli.mapping import map_command
from service.cli.serving import mcp_command, serve_command, worker_command
from service.errors import ArgmapError, InfrastructureError, InputError

_PLUGINS = "argmap.commands"


class _Group(click.Group):
    """A group that also finds the commands of installed packages (the eval suite is one)."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*super().list_commands(context), *(item.name for item in entry_points(group=_PLUGINS))})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        command = super().get_command(context, name)
        if command is None:
            for item in entry_points(group=_PLUGINS, name=name):
                loaded = item.load()
                return loaded if isinstance(loaded, click.Command) else None
        return command


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="argmap")
def cli() -> None:
    """An article goes in, its argument map comes out: premises, conclusions, and whose view each one is."""


for command in (
    map_command,
    convert_command,
    serve_command,
    worker_command,
    mcp_command,
    keys_group,
    backup_command,
    restore_command,
    purge_command,
):
    cli.add_command(command)


def main() -> None:
    """Runs the command line; errors that argmap raises on purpose end with their exit code and a hint."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ArgmapError as error:
        click.echo(f"argmap: {error.message}", err=True)
        if error.hint:
            click.echo(f"        {error.hint}", err=True)
        sys.exit(exit_code_of(error))


def exit_code_of(error: ArgmapError) -> int:
    """2 for wrong input, 3 for infrastructure, 1 for work that failed."""
    if isinstance(error, InputError):
        return 2
    return 3 if isinstance(error, InfrastructureError) else 1
