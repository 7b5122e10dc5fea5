"""Assignments (交办): which unit handles a proposal, in which role and cycle."""
