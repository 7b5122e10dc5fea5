"""Imports that a request need not wait for: lists of any length, done by the worker."""
