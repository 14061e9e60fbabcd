"""Processes that can be killed, for work on untrusted input that may never end.

`Pool` keeps such processes warm and hands them tasks; `python -m service.sandbox.child MODULE BYTES` is one of them,
and runs the module's `TASKS`.
"""

from service.sandbox.pool import Pool, ResourceLimitExceeded

__all__ = ["Pool", "ResourceLimitExceeded"]
