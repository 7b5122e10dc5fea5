"""Opinion forms: a random link, opened and closed by a clerk, behind which anybody may write unnamed."""
