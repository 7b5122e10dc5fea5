"""Files of a record (材料), the same for the meetings of every level: added, taken away, read."""
