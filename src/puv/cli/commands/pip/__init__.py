"""The commands of the pip interface."""
