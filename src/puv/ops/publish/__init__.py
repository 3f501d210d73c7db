"""`puv publish`."""
