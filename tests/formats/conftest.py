"""A test may be slow on a busy machine; only its result counts."""

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
