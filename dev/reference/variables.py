"""What the tables do not tell of environment variables: those without a help, and those that are read beside them."""

from __future__ import annotations

VARIABLES = {
    "UV_CREDENTIALS_DIR": "The directory in which `puv auth login` keeps credentials.",
    "UV_TOOL_DIR": "The directory with the environments of tools; `puv tool dir` shows it.",
    "UV_TOOL_BIN_DIR": "The directory for the executables of tools; `puv tool dir --bin` shows it.",
    "UV_PYTHON_BIN_DIR": "The directory for the executables of managed Pythons.",
    "UV_PYTHON_CACHE_DIR": "A directory in which downloaded archives of Pythons are kept for the next installation.",
    "UV_PYTHON_INSTALL_BIN": "Whether `puv python install` puts executables on the `PATH` (`0` or `false`: it "
    "does not).",
    "UV_PROJECT_ENVIRONMENT": "The environment of the project, in place of `.venv` beside its `pyproject.toml`. A "
    "relative path is relative to the workspace's root.",
    "UV_LOCKED": "Fail where the lock would have to change. The same as `--locked`.",
    "UV_FROZEN": "Take the lock as it is. The same as `--frozen`.",
    "UV_INDEX_{NAME}_USERNAME": "The user name for the index called `NAME`, in capitals, with `_` for what is "
    "neither a letter nor a digit.",
    "UV_INDEX_{NAME}_PASSWORD": "The password or token for the index called `NAME`; see `UV_INDEX_{NAME}_USERNAME`.",
    "UV_CUDA_DRIVER_VERSION": "The version of the CUDA driver that `--torch-backend auto` assumes.",
    "UV_AMD_GPU_ARCHITECTURE": "The architecture of the AMD GPU that `--torch-backend auto` assumes, such as "
    "`gfx1100`.",
    "UV_RUN_RECURSION_DEPTH": "Set by `puv run` for what it runs, to notice commands that run themselves for ever.",
    "UV_RUN_MAX_RECURSION_DEPTH": "How deep commands may run each other by `puv run` (see `UV_RUN_RECURSION_DEPTH`).",
    "UV_NATIVE_TLS": "An old name of `UV_SYSTEM_CERTS`.",
    "UV_NO_INSTALLER_METADATA": "Leave out `INSTALLER`, `REQUESTED` and `direct_url.json` beside installed packages.",
    "UV_PYTHON_DOWNLOADS": "When a Python may be downloaded: `automatic` (where one is missing), `manual` (only by "
    "`puv python install`) or `never`.",
    "UV_PYTHON_PREFERENCE": "Which Pythons come first: `only-managed`, `managed`, `system` or `only-system`.",
    "UV_PREVIEW": "Accept all features that are not stable yet, without a warning.",
    "UV_PREVIEW_FEATURES": "Accept these features that are not stable yet, without a warning. Several are separated by "
    "commas.",
    "UV_NO_BUILD_PACKAGE": "Build no source distribution of these packages. Several are separated by blanks.",
    "UV_NO_BINARY_PACKAGE": "Use no wheels of these packages. Several are separated by blanks.",
    "PUV_NO_BUNDLE": "Import puv's modules one by one rather than from the bundle of its start-up code; for "
    "developers.",
    "PUV_NO_REPLAY": "Do every command's whole work, even where a record says that nothing has changed; for "
    "developers.",
    "PUV_EXIT_NORMALLY": "Let the interpreter shut down in full at the end; for measuring coverage.",
}

OTHERS = {
    "VIRTUAL_ENV": "The active environment: used by `puv pip`, and by projects with `--active`.",
    "CONDA_PREFIX": "An active conda environment, used by `puv pip` where no virtual environment is.",
    "CONDA_DEFAULT_ENV": "The name of the conda environment: its base is taken for a Python of the system.",
    "SSL_CERT_FILE": "A file of root certificates to trust, in place of the system's.",
    "SSL_CERT_DIR": "Directories of root certificates to trust, in place of the system's.",
    "SSL_CLIENT_CERT": "A file with a client certificate and its key (PEM).",
    "HTTP_PROXY": "The proxy for `http` addresses; `http_proxy` is read first.",
    "HTTPS_PROXY": "The proxy for `https` addresses.",
    "ALL_PROXY": "The proxy for all addresses.",
    "NO_PROXY": "Hosts that are reached without a proxy, separated by commas.",
    "NETRC": "The file with credentials by host, in place of `~/.netrc`.",
    "NO_COLOR": "Write without colours.",
    "FORCE_COLOR": "Write with colours even where the output is no terminal.",
    "CLICOLOR_FORCE": "The same as `FORCE_COLOR`.",
    "PAGER": "The program that shows long helps; `less` where nothing is said.",
    "SHELL": "Tells for which shell `puv venv` and the `update-shell` commands write.",
    "XDG_CACHE_HOME": "The directory above the cache, in place of `~/.cache`.",
    "XDG_CONFIG_HOME": "The directory above the user's settings, in place of `~/.config`.",
    "XDG_CONFIG_DIRS": "The directories above the system's settings, in place of `/etc/xdg`.",
    "XDG_DATA_HOME": "The directory above tools, Pythons and credentials, in place of `~/.local/share`.",
    "XDG_BIN_HOME": "The directory for executables, in place of `~/.local/bin`.",
    "MACOSX_DEPLOYMENT_TARGET": "The macOS that `--python-platform` assumes for macOS.",
    "IPHONEOS_DEPLOYMENT_TARGET": "The iOS that `--python-platform` assumes for iOS.",
    "ANDROID_API_LEVEL": "The API level that `--python-platform` assumes for Android.",
    "GITHUB_ACTIONS": "Tells `puv publish` that it runs in a job of GitHub Actions.",
    "GITLAB_CI": "Tells `puv publish` that it runs in a job of GitLab CI/CD.",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "Where a job of GitHub Actions gets its identity from, for trusted publishing.",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "What a job of GitHub Actions gets its identity with.",
}
