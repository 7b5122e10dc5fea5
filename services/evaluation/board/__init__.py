"""The boards of the six problems and the five gains: live figures, each with the rows behind it."""
