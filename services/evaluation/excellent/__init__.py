"""Excellent proposals (优秀提案): candidates in the order of a quality scheme, decided, awarded, announced."""
