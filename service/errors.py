"""The project's error hierarchy, under a single root.

    ArgmapError
    ├── InputError             the caller's input cannot be used (exit code 2, HTTP 4xx)
    │   ├── UnreadableDocument     bytes that are no text, an empty or scanned document
    │   ├── BrokenRules            a map (InvalidMap) or a debate (InvalidDebate) that breaks a rule of the domain
    │   ├── FormatError            a foreign format that cannot be parsed
    │   └── NoSuchPart             a part of a map that was asked for and is not there
    ├── InfrastructureError    something outside is missing or down (exit code 3, HTTP 503)
    │   ├── ModelUnavailable       no answer from a model server
    │   └── DatabaseUnavailable    no database, or one that cannot be written
    │       └── DatabaseUnusable       ... and waiting will not help
    └── WorkFailed             the work was done and did not succeed (exit code 1)
        ├── BudgetSpent            a limit of calls, tokens, cost or time was reached
        └── Cancelled              somebody asked for the run to stop

Every message says what happened and where; `hint` says what to do about it.
"""

from __future__ import annotations

from typing import Self


class ArgmapError(Exception):
    """Root of all errors that argmap raises on purpose. `hint`: what the reader can do about it."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def called(self, code: str) -> Self:
        """The error, with its own code."""
        self.code = code
        return self


class InputError(ArgmapError):
    code = "bad-input"


class UnreadableDocument(InputError):
    code = "unreadable-document"


class BrokenRules(InputError):
    """`broken`: one {"rule", "where", "detail"} for each broken rule, if known."""

    def __init__(self, message: str, *, hint: str = "", broken: tuple[dict[str, str], ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.broken = broken


class InvalidMap(BrokenRules):
    code = "invalid-map"


class InvalidDebate(BrokenRules):
    code = "invalid-debate"


class DebateTooLarge(InputError):
    code = "debate-too-large"


class FormatError(InputError):
    code = "bad-format"


class NoSuchPart(InputError):
    code = "no-such-part"


class InfrastructureError(ArgmapError):
    code = "infrastructure"


class ModelUnavailable(InfrastructureError):
    code = "model-unavailable"


class DatabaseUnavailable(InfrastructureError):
    code = "database-unavailable"


class DatabaseUnusable(DatabaseUnavailable):
    pass


class WorkFailed(ArgmapError):
    code = "work-failed"


class BudgetSpent(WorkFailed):
    code = "budget-spent"


class Cancelled(WorkFailed):
    code = "cancelled"
