"""Calibration of reviewers: decided proposals that they judge once more, without knowing whose they are."""
