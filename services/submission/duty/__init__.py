"""Which calls should be out by when, and the reminders of those that are not."""
