"""Publication (公开): what of a proposal and its handling the public may see, and who has decided so."""
