"""Keys of the members, passkeys (通行密钥) and SM2 certificates: bound before two staff, usable after a delay."""
