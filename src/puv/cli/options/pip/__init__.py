"""The tables of the pip interface."""
