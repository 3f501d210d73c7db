"""The standards of Python packaging: texts to values and back. Pure."""
