"""Recorded facts (read model): what other services' events say of each proposal and its handling."""
