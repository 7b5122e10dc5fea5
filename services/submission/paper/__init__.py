"""纸质提案: what was handed in on paper, entered by one clerk and filed once another has confirmed the entry."""
