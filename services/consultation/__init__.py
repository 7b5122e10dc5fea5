"""Consultation (全过程协商): who handles a proposal, with whom it was talked through, what is replied."""
