"""归档: this service's own part of a proposal's archive."""
