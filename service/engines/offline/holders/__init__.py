"""Resolves attributions to holders: mentions across the whole document become canonical holders."""
