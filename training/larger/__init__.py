"""A larger structure model, not shipped yet: MPNet's lower layers trained end to end under the same heads."""
