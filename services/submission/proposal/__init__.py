"""提案: from filing to registration."""
