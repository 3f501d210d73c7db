"""`puv python`."""
