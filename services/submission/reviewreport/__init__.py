"""审查情况报告: what became of a session's proposals, the same evening, as figures and as a Word file."""
