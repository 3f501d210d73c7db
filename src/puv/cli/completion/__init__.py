"""Completion scripts for shells, from the option tables."""
