"""The names of features that are not stable yet (`--preview-features`). Constants."""

from __future__ import annotations

_NAMES = (
    "add-bounds adjust-ulimit artifact-hash-filtering audit audit-command auth-helper azure-endpoint "
    "build-dependency-hashes cache-physical-space cache-size centralized-project-envs check-command "
    "content-addressed-cache detect-module-conflicts extra-build-dependencies format format-command gcs-endpoint "
    "index-by-name index-exclude-newer index-hash-algorithm init-project-flag json-output lock-without-metadata "
    "lockfile-format-check lockfile-normalization malware-check metadata-json minimum-libc-version "
    "missing-exclude-newer-package-lock native-auth package-conflicts packaged-init project-directory-must-exist "
    "publish-require-normalized pylock python-install-default relocatable-envs-default resolution-inputs s3-endpoint "
    "sbom-export special-conda-env-names target-workspace-discovery toml-backwards-compatibility "
    "tool-install-locks venv-safe-clear workspace-dir workspace-list workspace-list-scripts workspace-metadata"
)
PREVIEW_FEATURES = frozenset(_NAMES.split())
