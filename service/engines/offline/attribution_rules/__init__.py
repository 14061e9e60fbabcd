"""Who says what, by rules over the parse: one module for each way in which English gives words to somebody."""
