"""What every service shares, and no word of the domain. One mechanism, one module."""
