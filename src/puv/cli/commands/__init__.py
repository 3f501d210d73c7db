"""One module per command, imported by name: `run` does it. Its table is in `puv.cli.options`."""
