"""Signing in to a meeting (签到), the same at every level: the code that the room shows, and when it is taken."""
