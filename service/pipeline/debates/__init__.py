"""Making a debate of maps: candidates, claims, actors, answers, and the debate that they come to."""
