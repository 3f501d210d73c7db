"""puv: a Python package and project manager that is also a library."""
