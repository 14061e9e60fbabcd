"""A debate: one map of many articles, showing who holds what, who answers whom, and how it develops. Without I/O."""
