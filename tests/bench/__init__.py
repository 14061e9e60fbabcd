"""Benchmarks: each prints ratios of two things measured in one run, since absolute times are the machine's."""
