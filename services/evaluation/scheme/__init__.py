"""Scoring schemes: data that a county publishes, never code."""
