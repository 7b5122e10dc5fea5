"""Candidate units (候选承办单位): which units a clerk is offered for a proposal that is to be assigned, and why."""
