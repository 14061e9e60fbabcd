"""`argmap gold`."""
import click
@click.group("gold")
def gold_command() -> None:
    """Gold maps."""
