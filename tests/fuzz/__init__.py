"""Hostile input: mutated files, foreign formats, model answers and requests. No crash, no hang, memory under a bound.

`python -m tests.fuzz` runs it (`make fuzz`); a short form is part of the tests.
"""
