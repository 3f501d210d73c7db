"""The commands of `puv tool`."""
