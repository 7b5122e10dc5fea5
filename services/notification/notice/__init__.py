"""A notice: what one addressee is told of one event; read by each person for themselves."""
