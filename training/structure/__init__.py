"""Training of the model that finds units, what they lead to, and what an article argues for."""
