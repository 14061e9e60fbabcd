"""How units argue: signals in the text -> scores of arcs -> trees."""
