"""Repositories: fetched by the git executable into one bare clone each, checked out once per commit."""
