"""The command `argmap`: its sub-commands, and what its exit codes mean.

Exit codes: 0 done; 1 the work failed; 2 wrong usage or input; 3 infrastructure (no model reachable, no database).
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

import click

from service.cli.extras import missing_extra
from service.errors import ArgmapError, InfrastructureError, InputError

PLUGINS = "argmap.commands"
COMMANDS = {
    "map": ("map", "map_command"),
    "debate": ("debate", "debate_command"),
    "convert": ("convert", "convert_command"),
    "verify": ("verify", "verify_command"),
    "serve": ("serve", "serve_command"),
    "worker": ("serve", "worker_command"),
    "mcp": ("serve", "mcp_command"),
    "keys": ("administration", "keys_group"),
    "backup": ("administration", "backup_command"),
    "restore": ("administration", "restore_command"),
    "purge": ("administration", "purge_command"),
}
"""Name -> module of this package, and the command's name there. A module is imported when its command is requested, and
imports its own dependencies when the command runs."""


class CommandGroup(click.Group):
    """The commands of the table, plus plugins from installed packages (such as the evals)."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*COMMANDS, *(item.name for item in entry_points(group=PLUGINS))})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in COMMANDS:
            module, attribute = COMMANDS[name]
            command: click.Command = getattr(import_module(f".{module}", __package__), attribute)
            return command
        return next((_loaded(item) for item in entry_points(group=PLUGINS, name=name)), None)


def _loaded(plugin: EntryPoint) -> click.Command:
    """The plugin's command; one that fails to load reports that when called, and hides no other."""
    try:
        command: click.Command = plugin.load()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        message = (
            missing_extra(error, plugin.name) or f"argmap {plugin.name} ({plugin.value}) cannot be loaded: {reason}"
        )

        def refuse() -> None:
            raise InputError(message)

        return click.Command(plugin.name, callback=refuse, help=message, add_help_option=False)
    return command


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="argmap")
def cli() -> None:
    """An article goes in, its argument map comes out: premises, conclusions, and whose view each one is."""


def main() -> None:
    """Runs the command line; errors that argmap raises on purpose exit with their code and a hint."""
    try:
        sys.exit(cli.main(standalone_mode=False))
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
    except ModuleNotFoundError as error:
        missing = missing_extra(error)
        if missing is None:
            raise
        click.echo(f"argmap: {missing}", err=True)
        sys.exit(2)


def exit_code_of(error: ArgmapError) -> int:
    """2 for wrong input, 3 for infrastructure, 1 for work that failed."""
    if isinstance(error, InputError):
        return 2
    return 3 if isinstance(error, InfrastructureError) else 1
