"""The proposer's view: what became of each of their proposals, and what the public sees of it."""
