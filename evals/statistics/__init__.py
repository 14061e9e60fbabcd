"""Statistics of comparisons. Documents are resampled, since units and edges within one are not independent."""
