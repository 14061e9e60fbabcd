"""The errors that a call to a model server can end in, as the rest of the engine tells them apart.

CallFailed
├── Transient        worth another try: 429, 5xx, a reset or silent connection, an answer that is no chat completion
│   └── RateLimited      429: the others should slow down as well; `retry_after` in seconds where the server says so
├── Rejected         a 4xx that another try will not change; `about`: what the server objects to, where it says so
├── OutOfDate        nothing was asked: another process may have done so meanwhile
└── Unreachable      wrong key, wrong address, no credit, no server: every other call would fail as well
"""

from __future__ import annotations


class CallFailed(Exception):
    """`reason`: a short code for warnings and StepFailed; the message says what the server did."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason


class Transient(CallFailed):
    pass


class RateLimited(Transient):
    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message, reason="rate-limited")
        self.retry_after = retry_after


class Rejected(CallFailed):
    pass


class OutOfDate(CallFailed):
    pass


class Unreachable(CallFailed):
    def __init__(self, message: str, *, reason: str, hint: str) -> None:
        super().__init__(message, reason=reason)
        self.hint = hint
