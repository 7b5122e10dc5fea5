"""Which units and which topic a filed proposal suggests, and from which earlier cases that is known."""
