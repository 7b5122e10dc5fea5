"""换届: a term is closed, and what is open is carried on."""
