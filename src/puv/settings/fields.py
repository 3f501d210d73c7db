"""The keys of settings files, in uv's order, and what is peculiar about some. Constants."""

from __future__ import annotations

from puv.settings.groups.resolve import ResolveSettings
from puv.settings.values import package_name

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
_SEQUENCES = "override-dependencies exclude-dependencies constraint-dependencies build-constraint-dependencies"
SEQUENCES = frozenset(_SEQUENCES.split())
CHOICES = {
    "link-mode": ("clone", "reflink", "copy", "hardlink", "symlink"),
    "python-downloads": ("auto", "automatic", "manual", "never"),
}
# uv's files name packages where its command line names extras.
PARSE = {"extra": package_name, "no-extra": package_name}
SYNONYMS = {("link-mode", "reflink"): "clone", ("python-downloads", "automatic"): "auto"}
INDEX_FIELDS: tuple[tuple[str, type, str], ...] = (
    ("url", str, "a string"),
    ("name", str, "a string"),
    ("default", bool, "a boolean"),
    ("explicit", bool, "a boolean"),
    ("format", str, "a string"),
)


def check_prerelease(text: str) -> str:
    """Accept a pre-release mode."""
    choices = ResolveSettings.__options__["prerelease"].choices
    if text not in choices:
        names = ", ".join(f"`{name}`" for name in choices)
        raise ValueError(f"unknown variant `{text}`, expected one of {names}")
    return text
