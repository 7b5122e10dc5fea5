"""草稿: what a member is writing, saved as it is typed; no events, because nobody else has been told anything yet."""
