"""Awards (评比表彰): the year's excellent proposals and advanced handling units."""
