"""A debate: many articles, one map of who holds what, who answers whom, and how it moves. Without I/O."""
