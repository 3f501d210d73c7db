"""The verbs of the pip interface."""
