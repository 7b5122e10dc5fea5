"""审稿锁: who has a proposal's file open for review, until when."""
