"""`puv init`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import CACHE, GLOBAL, python
from puv.settings import values
from puv.settings.option import own

_BACKENDS = {
    "uv": "uv_build, for projects of pure Python",
    "hatch": "hatchling",
    "flit": "flit-core",
    "pdm": "pdm-backend",
    "poetry": "poetry-core",
    "setuptools": "setuptools",
    "maturin": "maturin, for projects with Rust",
    "scikit": "scikit-build-core, for projects with C++",
}
_IN_WORKSPACE = "Below another project it becomes a member of that one's workspace, unless `--no-workspace` is given."

#: The packages of backends, which may be named instead.
BACKEND_PACKAGES = {
    "uv-build": "uv", "uv_build": "uv", "hatchling": "hatch", "flit-core": "flit", "pdm-backend": "pdm",
    "poetry-core": "poetry", "scikit-build-core": "scikit",
}  # fmt: skip

COMMAND = Command(
    path=("init",),
    about="Create a new project",
    long_about="Create a new project.\n\nA directory that holds a `pyproject.toml` already is left alone. "
    f"{_IN_WORKSPACE}\n\nWhat a project needs later (its environment and lockfile) is made when it is needed.",
    options=(
        own(
            "path", value_name="PATH", parse=values.path, help="Where to create the project or script",
            long_help="Where to create the project or script.\n\nThe working directory by default; a script needs a "
            f"path. {_IN_WORKSPACE}",
        ),
        own(
            "name", flag="--name", value_name="NAME", parse=values.package_name, conflicts=("--script",),
            help="The name of the project", long_help="The name of the project.\n\nThat of the directory by default.",
        ),
        own(
            "bare", flag="--bare", env="UV_INIT_BARE", display_env="", help="Only create a `pyproject.toml`",
            long_help="Only create a `pyproject.toml`.\n\nNo `README.md`, no sources, no `.python-version`. There is a "
            "`[build-system]` only with `--package` or `--build-backend`. A bare script has its metadata only.",
        ),
        own("virtual", flag="--virtual", hidden=True, conflicts=("--package",)),
        own(
            "package", flag="--package", overrides=("--no-package",), help="Let the project be built as a package",
            long_help="Let the project be built as a package, with a `[build-system]`.\n\nThis is the default.",
        ),
        own(
            "no_package", flag="--no-package", overrides=("--package",),
            conflicts=("--lib", "--build-backend"), help="Do not let the project be built as a package",
            long_help="Do not let the project be built as a package.\n\nIts files lie beside each other, and nothing "
            "imports them as a module. For applications that are not meant to be distributed.",
        ),
        own(
            "app", flag="--app", aliases=("--application",), conflicts=("--lib", "--script"),
            help="Create an application",
            long_help="Create an application: a service, a script or a command-line program.\n\nIt is built as a "
            "package unless `--no-package` is given.",
        ),
        own(
            "lib", flag="--lib", aliases=("--library",), conflicts=("--app", "--script", "--no-package"),
            help="Create a library", long_help="Create a library: a package for others to depend on.",
        ),
        own(
            "script", flag="--script", needs=("path",),
            conflicts=("--app", "--lib", "--package", "--build-backend", "--description"),
            help="Create a script",
            long_help="Create a script: one file that says in a comment what it depends on (PEP 723).\n\n"
            "`puv run` runs it. It asks for the version of the default Python, or for that of `--python`.",
        ),
        own(
            "description", flag="--description", value_name="DESCRIPTION", conflicts=("--script",),
            overrides=("--no-description",), help="The description of the project",
        ),
        own(
            "no_description", flag="--no-description", overrides=("--description",),
            help="Leave the description out",
        ),
        own(
            "vcs", flag="--vcs", value_name="VCS", choices={"git": "Git", "none": "No version control"},
            help="Put the project under version control",
            long_help="Put the project under version control.\n\nWith git by default.",
        ),
        own(
            "build_backend", flag="--build-backend", value_name="BUILD_BACKEND", env="UV_INIT_BUILD_BACKEND",
            choices=_BACKENDS, hidden_choices=tuple(BACKEND_PACKAGES), conflicts=("--script", "--no-package"),
            help="The build backend of the project",
            long_help="The build backend of the project.\n\nImplies `--package`.",
        ),
        own("no_readme", flag="--no-readme", help="Do not create a `README.md`"),
        own(
            "author_from", flag="--author-from", value_name="AUTHOR_FROM",
            choices={"auto": "Wherever it is known", "git": "Git's configuration only", "none": "Leave the author out"},
            help="Where the `authors` of the `pyproject.toml` come from",
        ),
        own("pin_python", flag="--pin-python", hidden=True, overrides=("--no-pin-python",)),
        own(
            "no_pin_python", flag="--no-pin-python", overrides=("--pin-python",),
            help="Do not create a `.python-version`",
            long_help="Do not create a `.python-version`.\n\nOtherwise it holds the minor version of the Python that "
            "was found, and later commands use that.",
        ),
        own(
            "no_workspace", flag="--no-workspace", aliases=("--no-project",),
            help="Look for no workspace, and create a project of its own",
        ),
        *python("whose version is the lowest that the project supports"), *CACHE, *GLOBAL,
    ),
)  # fmt: skip
