"""办理: what is known of each assignment, whichever of its events came first."""
