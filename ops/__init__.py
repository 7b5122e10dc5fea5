"""The ``proposals`` command and what it needs to run the platform on one machine."""
