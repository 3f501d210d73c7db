"""What the output of a failed build tells about its reason. Pure."""

from __future__ import annotations

from puv.builder.errors import USUAL_HINT

_LINES = 10  # at the end of the output
_MODULE = r"ModuleNotFoundError: No module named ['\"]([^'\"]+)['\"]"
_HEADER = r"\.(?:c|c..|h|h..):\d+:\d+: fatal error: (.*\.(?:h|h..)): No such file or directory"
_LIBRARY = r"/usr/bin/ld: cannot find -l([a-zA-Z0-9]+): No such file or directory"
_WHEEL = "error: invalid command 'bdist_wheel'"


def hint(stderr: str, name: str, version: str) -> str:
    """Return the hint about a build of the package `name` (`version` is empty while nobody knows it)."""
    import re  # only failures are looked into

    shown = f"{name}@{version}" if version else name
    for line in reversed(stderr.splitlines()[-_LINES:]):
        found = re.search(_MODULE, line)
        if found is not None or _WHEEL in line:
            return _missing_module(found[1].strip() if found else "wheel", name, shown)
        found = re.search(_HEADER, line)
        if found is not None:
            return (
                "This error likely indicates that you need to install a library that provides "
                f"`{found[1]}` for `{shown}`"
            )
        found = re.search(_LIBRARY, line)
        if found is not None:
            return (
                "This error likely indicates that you need to install the library that provides a shared library for "
                f"`{found[1]}` for `{shown}` (e.g., `lib{found[1]}-dev`)"
            )
    return USUAL_HINT


def _missing_module(module: str, name: str, shown: str) -> str:
    if module == "distutils":
        version = shown.partition("@")[2]
        bound = f"{name} >{version}" if version else name
        return (
            f"`distutils` was removed from the standard library in Python 3.12. Consider adding a constraint (like "
            f"`{bound}`) to avoid building a version of `{name}` that depends on `distutils`."
        )
    return (
        f"This error likely indicates that `{shown}` depends on `{module}`, but doesn't declare it as a build "
        f"dependency. If `{name}` is a first-party package, consider adding `{module}` to its "
        f"`build-system.requires`. Otherwise, either add it to your `pyproject.toml` under:\n\n"
        f'[tool.uv.extra-build-dependencies]\n{name} = ["{module}"]\n\n'
        f"or `puv pip install {module}` into the environment and re-run with `--no-build-isolation`."
    )
