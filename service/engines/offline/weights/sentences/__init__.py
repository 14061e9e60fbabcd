"""Weights of the sentence encoder; MODEL_CARD.md says where they come from."""
