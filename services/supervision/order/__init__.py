"""督办通知、督办函: orders to the units, numbered by year and kind, as official documents."""
