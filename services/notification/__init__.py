"""Notification: who is told what, and each person's inbox."""
