"""全文检索: the county's proposals, archive and replies by the words in them; a projection with a route."""
