"""督办活动: calls, visits, symposia, leaders' instructions, beside letters and urges; and what they left to do."""
