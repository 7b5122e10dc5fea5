"""督办情况: live figures, each with what it divides by."""
