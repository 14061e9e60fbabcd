"""Builds a debate from maps: candidates, claims, actors, answers, and the debate itself."""
