"""The keys of settings files, in uv's order, and what is peculiar about some. Constants."""

from __future__ import annotations

from puv.settings import shapes, values
from puv.settings.groups.resolve import ResolveSettings
from puv.settings.shapes import WrongError
from puv.settings.values import index_name_problem, package_name
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings.locate import Path
    from puv.settings.shapes import Shape

_KEYS = (
    "required-version system-certs native-tls offline no-cache cache-dir preview preview-features python-preference "
    "python-downloads concurrent-downloads concurrent-builds concurrent-installs index index-url extra-index-url "
    "no-index find-links index-strategy keyring-provider http-proxy https-proxy no-proxy allow-insecure-host "
    "resolution prerelease prerelease-package fork-strategy dependency-metadata config-settings "
    "config-settings-package no-build-isolation require-build-hashes no-build-isolation-package "
    "extra-build-dependencies extra-build-variables exclude-newer exclude-newer-package link-mode compile-bytecode "
    "no-sources no-sources-package upgrade upgrade-package reinstall reinstall-package no-build no-build-package "
    "no-binary no-binary-package torch-backend python-install-mirror pypy-install-mirror graalpy-install-mirror "
    "pyodide-install-mirror python-downloads-json-url publish-url trusted-publishing check-url add-bounds audit pip "
    "cache-keys override-dependencies exclude-dependencies constraint-dependencies build-constraint-dependencies "
    "environments required-environments minimum-libc-version conflicts workspace sources managed package "
    "default-groups dependency-groups dev-dependencies build-backend"
)
KEYS = tuple(_KEYS.split())
_PIP_KEYS = (
    "python system break-system-packages target prefix index-url extra-index-url no-index find-links index-strategy "
    "keyring-provider no-build no-binary only-binary no-build-isolation require-build-hashes "
    "no-build-isolation-package extra-build-dependencies extra-build-variables strict extra all-extras no-extra "
    "no-deps group allow-empty-requirements resolution prerelease fork-strategy dependency-metadata output-file "
    "no-strip-extras no-strip-markers no-annotate no-header custom-compile-command generate-hashes config-settings "
    "config-settings-package python-version python-platform universal exclude-newer exclude-newer-package "
    "no-emit-package emit-index-url emit-find-links emit-build-options emit-marker-expression emit-index-annotation "
    "annotation-style link-mode compile-bytecode require-hashes verify-hashes no-sources no-sources-package upgrade "
    "upgrade-package reinstall reinstall-package torch-backend"
)
PIP_KEYS = tuple(_PIP_KEYS.split())
# What only a project may say, in its `pyproject.toml`.
_PROJECT_ONLY = (
    "conflicts workspace sources managed package default-groups dependency-groups dev-dependencies build-backend"
)
PROJECT_ONLY = frozenset(_PROJECT_ONLY.split())
CHOICES: dict[str, tuple[str, ...]] = {
    "index-strategy": ("first-index", "unsafe-any-match", "unsafe-first-match", "unsafe-best-match"),
    "link-mode": ("clone", "reflink", "copy", "hardlink", "symlink"),
    "python-downloads": ("auto", "automatic", "manual", "never"),
}
# uv's files name packages where its command line names extras.
PARSE = {"extra": package_name, "no-extra": package_name}
SYNONYMS = {("link-mode", "reflink"): "clone", ("python-downloads", "automatic"): "auto"}
SYNONYMS["index-strategy", "unsafe-any-match"] = "unsafe-first-match"


def check_prerelease(text: str) -> str:
    """Accept a pre-release mode."""
    choices = ResolveSettings.__options__["prerelease"].choices
    if text not in choices:
        names = ", ".join(f"`{name}`" for name in choices)
        raise ValueError(f"unknown variant `{text}`, expected one of {names}")
    return text


def _index_name(text: str) -> str:
    problem = index_name_problem(text)
    if problem:
        raise ValueError(problem)
    return text


def _status(value: object, path: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 100 <= value <= 999:  # noqa: PLR2004 - statuses
        # Of a list, uv points at all of it.
        raise WrongError(f"{value} is not a valid HTTP status code", path[:-1])
    return value


def _url(text: str) -> str:
    if "://" not in text and not text.partition(":")[1]:
        raise ValueError(f'relative URL without a base: "{text}"')
    return text


def _place(text: str) -> str:
    if text.startswith(("http://[", "https://[")) and "]" not in text:
        raise ValueError("invalid IPv6 address")
    return text


def _requirement(value: object, path: Path) -> object:
    """A requirement, or a table that says more about one."""
    return shapes.text(values.requirement, "a string or map")(value, path)


def _needed_for_build(value: object, path: Path) -> object:
    if isinstance(value, dict):
        table = {"requirement": shapes.text(values.requirement), "match-runtime": shapes.boolean}
        return shapes.struct("ExtraBuildDependencyWire", table, needed=("requirement",))(value, path)
    return shapes.text(values.requirement)(value, path)


def _cache_key(value: object, path: Path) -> object:
    if isinstance(value, str):
        return value
    table = {"file": shapes.text(), "dir": shapes.text(), "git": shapes.anything, "env": shapes.text()}
    return shapes.struct("CacheKey", table, strict=True, expected="a path or a cache key table")(value, path)


def _version(text: str) -> str:
    Version.parse(text)
    return text


def _marker(text: str) -> str:
    from puv.standards.markers.syntax import parse_marker  # few files name environments

    parse_marker(text)
    return text


def _environments(value: object, path: Path) -> object:
    if isinstance(value, str):
        return (shapes.text(_marker)(value, path),)
    return shapes.sequence(shapes.text(_marker), "a string or a list of strings")(value, path)


_WORDS = shapes.sequence(shapes.text())
_NAMES = shapes.sequence(shapes.text(package_name))
_SECRETLESS = shapes.text(_url, "a string representing an URL")
INDEX: dict[str, Shape] = {
    "url": shapes.text(_place),
    "name": shapes.text(_index_name),
    "default": shapes.boolean,
    "explicit": shapes.boolean,
    "format": shapes.choice("simple", "flat"),
    "authenticate": shapes.choice("auto", "always", "never"),
    "ignore-error-codes": shapes.sequence(_status),
    "cache-control": shapes.struct("IndexCacheControlWire", {"api": shapes.text(), "files": shapes.text()}),
    "publish-url": _SECRETLESS,
}
_STATIC_METADATA: dict[str, Shape] = {
    "name": shapes.text(package_name),
    "version": shapes.text(_version),
    "requires-dist": shapes.sequence(_requirement),
    "requires-python": shapes.text(),
    "provides-extra": _NAMES,
    "provides-extras": _NAMES,
}
_AUDIT: dict[str, Shape] = {
    "ignore": _WORDS, "ignore-until-fixed": _WORDS, "malware-check": shapes.boolean, "malware-check-url": _SECRETLESS,
}  # fmt: skip
# Keys whose values have a form that no row tells.
SHAPES: dict[str, Shape] = {
    "dependency-metadata": shapes.sequence(shapes.struct("StaticMetadata", _STATIC_METADATA, needed=("name",))),
    "extra-build-dependencies": shapes.mapping(
        shapes.sequence(_needed_for_build), package_name, "a map with unique keys"
    ),
    "extra-build-variables": shapes.mapping(shapes.mapping(shapes.text()), package_name),
    "concurrent-builds": shapes.number(),
    "python-install-mirror": shapes.text(),
    "pypy-install-mirror": shapes.text(),
    "graalpy-install-mirror": shapes.text(),
    "pyodide-install-mirror": shapes.text(),
    "python-downloads-json-url": shapes.text(),
    "publish-url": _SECRETLESS,
    "trusted-publishing": shapes.choice("automatic", "always", "never"),
    "check-url": shapes.text(),
    "add-bounds": shapes.choice("lower", "major", "minor", "exact"),
    "audit": shapes.once(shapes.struct("AuditOptions", _AUDIT)),
    "minimum-libc-version": shapes.struct("MinimumLibcVersion", {}),
    "cache-keys": shapes.sequence(_cache_key),
    "override-dependencies": shapes.sequence(_requirement),
    "constraint-dependencies": shapes.sequence(_requirement),
    "build-constraint-dependencies": shapes.sequence(_requirement),
    "exclude-dependencies": _NAMES,
    "environments": _environments,
    "required-environments": _environments,
}
