"""``proposals bench similar``: what is found of a labelled set, by each method, and how long a check takes."""
