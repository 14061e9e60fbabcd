"""The evaluation suite: gold maps, metrics, statistics, gates, reports."""
