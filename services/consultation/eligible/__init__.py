"""提案委协商备选: which proposals stand for the committee's selection of a year, and why."""
