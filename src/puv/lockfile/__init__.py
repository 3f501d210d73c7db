"""Lockfiles and what they are exported to. Pure."""
