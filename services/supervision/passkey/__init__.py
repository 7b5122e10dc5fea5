"""Passkeys (通行密钥) of the members: bound before two staff, usable after a delay."""
