"""The offline engine: a parser, rules and small trained models; needs nothing but the package."""
