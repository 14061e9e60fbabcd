"""Weights of the trained models that ship with the offline engine, one folder a model."""
