"""预约: who works up which topic of a call, until it is filed, given back or over."""
