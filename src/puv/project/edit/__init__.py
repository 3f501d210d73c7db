"""Editing `pyproject.toml` and script metadata: the rest of the text, its comments and its style stay as they are."""
