"""Writes the demo counties: what each hands over, and the script of its year. Seeded: always the same bytes."""
