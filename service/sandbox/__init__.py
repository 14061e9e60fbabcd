"""Killable processes, for work on untrusted input that may never finish.

`Pool` keeps such processes warm and assigns them tasks; `python -m service.sandbox.child MODULE BYTES` is one of them,
and runs the module's `TASKS`.
"""

from service.sandbox.pool import Pool, ResourceLimitExceeded

__all__ = ["Pool", "ResourceLimitExceeded"]
