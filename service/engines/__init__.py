"""Engines answer four questions: who speaks in an article, how each paragraph argues, what links them, what the sides
disagree about.
"""
