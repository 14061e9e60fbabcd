"""One router for each thing that callers do with maps."""
