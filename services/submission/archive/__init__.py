"""往年提案: what the archive tells of proposals before this platform; never counted as filed or admitted."""
