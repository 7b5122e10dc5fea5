"""The review in stages: distributed to a group, judged by its reviewers, then decided."""
