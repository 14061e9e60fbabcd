"""Turns: who has the floor in a text, found by the form of labels and corroborating evidence."""
