"""The tables of `puv tool`."""
