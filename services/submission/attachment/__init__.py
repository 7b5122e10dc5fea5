"""附件: files that belong to a draft or a proposal. Of a proposal they are facts of its record, by their hash."""
