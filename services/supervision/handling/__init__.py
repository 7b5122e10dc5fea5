"""What this service knows of admissions, units and assignments, in whatever order it was told."""
