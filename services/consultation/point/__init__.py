"""协商意见、委员提问: put to one unit and tracked to its end."""
