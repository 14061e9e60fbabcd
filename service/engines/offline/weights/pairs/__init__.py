"""Weights of the pair scorer; MODEL_CARD.md says what they were fitted on."""
