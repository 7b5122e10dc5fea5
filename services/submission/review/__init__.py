"""审查: hundreds of proposals decided in one evening, each answered by itself."""
