"""重点提案推荐与评分: which proposals are nominated as key ones, why, and how they are scored."""
