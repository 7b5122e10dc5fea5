"""督办台: what a supervisor watches on one page, the riskiest first; the leaders' pages and the county's."""
