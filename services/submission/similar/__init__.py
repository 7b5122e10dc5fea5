"""类案检索: earlier proposals, archived ones and replies that are most like a text; a projection with a route."""
