"""Codes to the member's own phone: made here, known to nobody else, given back by the member."""
