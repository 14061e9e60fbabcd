"""Rules over the parse that find who says what; one module for each kind of English construction."""
