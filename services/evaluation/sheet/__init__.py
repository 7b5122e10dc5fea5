"""Score sheets: what the panels of a scheme of handling score on site (现场评分)."""
