"""督办: one per admitted proposal, from the first moment."""
