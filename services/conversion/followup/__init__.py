"""Follow-up: what is known of each proposal, and the review of closed ones that nothing has come of."""
