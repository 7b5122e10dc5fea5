"""年度协商选题: what a year talks over at each level."""
