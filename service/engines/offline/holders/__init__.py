"""Whose view each attribution is: mentions over the whole document -> canonical holders."""
