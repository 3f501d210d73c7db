"""Moves that several verbs share: reading inputs, finding Pythons, resolving, preparing, applying."""
