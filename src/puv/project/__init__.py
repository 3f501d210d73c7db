"""What a project asks for: requirements files, `pyproject.toml`, dependency groups."""
