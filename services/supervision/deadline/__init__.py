"""办理时限: a due date that explains itself."""
