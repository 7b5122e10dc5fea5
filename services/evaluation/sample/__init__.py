"""Samples: which handlings of a session are assessed, drawn by a lot that anybody can draw again."""
