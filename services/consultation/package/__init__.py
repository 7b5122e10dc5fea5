"""Packages: the reply letters of a session, made as a job and taken as one zip."""
