"""The options of `puv workspace`."""
