"""Reference pages and JSON schemas of the settings, from the tables that parser, help and files are served from.

    python -m dev.reference DIRECTORY

writes them all; the documentation site makes them anew whenever it is built (`dev/site_hooks.py`).
"""
