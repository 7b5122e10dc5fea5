"""届次: a session and its plenary window."""
