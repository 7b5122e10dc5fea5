"""重点提案分派: which leader supervises which key proposal, proposed by a solver, decided by a person."""
