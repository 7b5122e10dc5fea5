"""The figures of this service."""
