"""Consultation's own copy of each admitted proposal, as far as it needs it."""
