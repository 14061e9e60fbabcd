"""Engines answer five questions: who speaks in an article, how each paragraph argues, what links them, what the sides
disagree about, and what pronouns stand for.
"""
