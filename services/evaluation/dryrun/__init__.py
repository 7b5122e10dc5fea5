"""Dry runs: what a scheme would make of the facts that are there. Nothing is stored."""
