"""Panels: who assesses by a scheme, and in which of its groups."""
