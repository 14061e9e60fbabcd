"""Corpora of pairs of statements, by path: does the offline engine know the same point better than a plain cosine?"""
