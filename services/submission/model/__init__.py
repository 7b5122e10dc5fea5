"""范文: admitted and archived proposals that the staff show as worth writing like, with why."""
