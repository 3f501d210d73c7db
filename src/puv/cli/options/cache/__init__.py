"""The tables of the commands about the cache."""
