"""One module per command, imported by name: `COMMAND` is its table, `run` does it."""
