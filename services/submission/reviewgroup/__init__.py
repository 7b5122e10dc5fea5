"""Groups of reviewers for one session, each for its topics, with a lead."""
