"""公开: what everybody may read of a proposal without signing in, and the same as open data."""
