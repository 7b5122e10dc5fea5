"""Assessments: one scheme applied to one proposal, or to one unit's handling of it."""
