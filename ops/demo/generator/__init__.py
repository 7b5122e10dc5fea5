"""Writes the demo counties: the files that a county hands over, and the script of its year. Seeded: same bytes always."""
