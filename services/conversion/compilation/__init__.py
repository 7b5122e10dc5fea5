"""提案汇编: a session's published proposals with reply and outcome as one book."""
