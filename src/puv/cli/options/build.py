"""`puv build`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.pip.tables import BUILD_CONSTRAINTS, HASHES
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("build",),
    about="Build source distributions and wheels",
    long_about="Build source distributions and wheels.\n\nA directory (by default the working directory) gives a "
    "source distribution, and from that a wheel. `--sdist` or `--wheel` builds one of them from the directory, both "
    "together build both from it. A source distribution gives a wheel, with `--wheel`.",
    options=(
        own(
            "src", value_name="SRC", parse=values.path,
            help="The directory to build from, or a source distribution to build into a wheel",
            long_help="The directory to build from, or a source distribution to build into a wheel.\n\nBy default the "
            "working directory.",
        ),
        own(
            "package", flag="--package", value_name="PACKAGE", parse=values.package_name, conflicts=("--all-packages",),
            help="Build one package of the workspace",
            long_help="Build one package of the workspace around the source, or around the working directory.",
        ),
        own("all_packages", flag="--all-packages", aliases=("--all",), conflicts=("--package",),
            help="Build every package of the workspace"),
        own(
            "out_dir", flag="--out-dir", short="o", value_name="OUT_DIR", parse=values.path,
            help="The directory for what is built",
            long_help="The directory for what is built.\n\nBy default `dist` in the directory that is built (or in its "
            "workspace), or the directory of the source distribution.",
        ),
        own("sdist", flag="--sdist", help="Build a source distribution from the directory"),
        own("wheel", flag="--wheel", help="Build a wheel from the directory"),
        own("list", flag="--list", hidden=True, conflicts=("--force-pep517",)),
        own("no_build_logs", flag="--no-build-logs", help="Hide what the build backend writes"),
        own(
            "force_pep517", flag="--force-pep517", conflicts=("--list",),
            help="Always build in an environment, with the project's own backend",
            long_help="Always build in an environment, with the project's own backend.\n\nOtherwise projects that are "
            "built with `uv_build` are built by puv itself.",
        ),
        own("clear", flag="--clear", help="Empty the output directory before"),
        own("no_create_gitignore", flag="--no-create-gitignore", help="Write no `.gitignore` in the output directory"),
        BUILD_CONSTRAINTS, *HASHES,
        *python("to build with"),
        *projects.INDEXES, *projects.RESOLVER, *projects.BUILD, *projects.LINK_MODE, *CACHE, *REFRESH, *GLOBAL,
    ),
)  # fmt: skip
