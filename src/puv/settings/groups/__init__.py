"""The settings groups: what has a variable or a file key, or serves more than one command."""
