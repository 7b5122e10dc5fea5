"""Commitments (承诺): each dated promise of an issued reply, until it is kept or released."""
