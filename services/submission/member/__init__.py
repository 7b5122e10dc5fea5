"""委员: who may file and sign; identified by registry number, never by name."""
