"""Turns: who has the word in a text, found by the shape of labels and what bears them out."""
