"""How results, warnings, errors and progress look."""
