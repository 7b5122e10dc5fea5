"""Outcomes (转化成果): what a suggestion led to, counted only once somebody else has verified it."""
