"""How the models that ship with the offline engine are trained."""
