"""跟踪督办: which proposals of earlier years call for being followed up, and which of them are."""
