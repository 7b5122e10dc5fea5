"""The board of the six problems: live figures, each with the rows behind it."""
