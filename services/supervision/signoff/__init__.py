"""签字确认: the reply is settled when the member says so, and nobody else."""
