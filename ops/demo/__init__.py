"""The demo county: sample input as a county hands it over, and a year in which everybody does their work."""
