"""What became of a record of the directory: who did what, when, and what it changed."""
