"""重点提案遴选: a session's list of key proposals, as the committee recommends and the chair's meeting decides it."""
