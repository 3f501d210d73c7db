"""The verbs of `puv tool`."""
