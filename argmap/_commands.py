"""The commands that the evals bring; the entry points of the distribution lead here."""

from evals.cli import eval_command, gold_command

__all__ = ["eval_command", "gold_command"]
