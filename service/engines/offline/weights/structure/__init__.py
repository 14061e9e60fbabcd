"""Weights of the structure model; MODEL_CARD.md says what they were trained on."""
