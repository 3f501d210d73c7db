"""Verbs that work on projects, workspaces and scripts."""
