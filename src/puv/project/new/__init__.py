"""New projects and scripts: which files they begin with, and what is in them. Pure."""
