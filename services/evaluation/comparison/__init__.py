"""Counties side by side: the same formulas, and where their policies differ."""
