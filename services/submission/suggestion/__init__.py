"""选题建议: topics that members, bodies, units and the public suggest, screened by a clerk, and what became of them."""
