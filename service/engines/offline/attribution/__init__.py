"""Who says what: the trained attribution tagger and how it is run."""
