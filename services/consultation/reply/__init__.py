"""Replies (答复): immutable versions from draft to issue."""
