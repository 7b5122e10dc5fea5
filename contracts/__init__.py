"""The published language: one module per publishing service, golden JSON beside it."""
