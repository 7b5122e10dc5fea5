"""Before filing: what a Word file says, and what a text lacks."""
