"""Engines answer three questions about an article: who speaks in it, how each paragraph argues, what links them."""
