"""Engines answer five questions: who speaks in an article, how each paragraph argues, how the paragraphs are linked,
what the sides disagree about, and what pronouns refer to.
"""
