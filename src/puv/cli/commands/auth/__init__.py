"""The commands about credentials."""
