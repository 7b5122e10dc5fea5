"""Service issues: the problem list, the responsibility list, and the way back to who raised it."""
