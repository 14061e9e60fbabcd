"""Work that strangers' input may make endless is done in processes that can be killed.

`Pool` keeps such processes warm and hands them tasks; `python -m service.apart.child MODULE BYTES` is one of them, and
does what the module's `TASKS` say.
"""

from service.apart.pool import Pool, TookTooMuch

__all__ = ["Pool", "TookTooMuch"]
