"""The offline engine's answers about a debate: which units make the same point, who is who."""
