"""Mutual reviews (双向评议): a unit and a proposer rate each other's work, back to back."""
