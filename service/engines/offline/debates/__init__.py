"""The offline engine's answers about a debate: which units make the same point, and who is who."""
