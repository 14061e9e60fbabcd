"""Weights of the attribution tagger; MODEL_CARD.md says what they were trained on."""
