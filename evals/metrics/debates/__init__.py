"""What is counted of a debate: mentions, which of them share a claim, actors, the matrix, answers and changes."""
