"""Honest comparisons: documents are resampled, never units or edges, since those of one document hang together."""
