"""Maps that are made while processes die, freeze, lose their database or disk, and a model server misbehaves.

`python -m tests.faults --rounds 50` runs it; `make faults` does too. A short form is part of the tests.
"""
