"""The roster of those who review, and what each of them knows about."""
