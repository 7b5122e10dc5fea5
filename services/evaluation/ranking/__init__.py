"""Rankings: what the computed assessments of one scheme say of the units, frozen on a day."""
