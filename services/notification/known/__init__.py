"""What is known of the things that events are about: enough to address and to word a notice."""
