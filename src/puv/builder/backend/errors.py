"""What is wrong with a project that our own backend is to build."""

from __future__ import annotations

from puv.errors import BuildError


class BackendProjectError(BuildError):
    """The project, or what its settings name, is not as the backend needs it."""

    code = "backend-project"
    exit_code = 2


def invalid(problem: str, cause: str = "") -> BackendProjectError:
    """Return the error for metadata that breaks a rule."""
    error = BackendProjectError("Invalid project metadata")
    error.__cause__ = BackendProjectError(problem)
    if cause:
        error.__cause__.__cause__ = BackendProjectError(cause)
    return error
