"""The options of the commands about credentials."""
