"""`puv pip compile`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL_HIDING_CONFIG, REFRESH, SYSTEM, python
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.pip import PipSettings
from puv.settings.option import own, rows

COMMAND = Command(
    path=("pip", "compile"),
    about="Pin what a `requirements.in` file needs, as a `requirements.txt` or `pylock.toml` file",
    one_of=("src_file", "group"),
    options=(
        pip.SRC_FILE, pip.CONSTRAINTS, pip.OVERRIDES, pip.EXCLUDES, pip.BUILD_CONSTRAINTS, *pip.BUILD_HASHES,
        *pip.EXTRAS,
        *rows(
            PipSettings, "group", help="Include a dependency group of a `pyproject.toml`",
            long_help="Include a dependency group of a `pyproject.toml`.\n\nOf the one in the working directory, "
            "unless given as `PATH:GROUP`. May be repeated.",
        ),
        *CERT,
        *rows(
            PipSettings, "no_deps", "output_file",
        ),
        own(
            "format", flag="--format", value_name="FORMAT",
            choices={"requirements.txt": "The `requirements.txt` format", "pylock.toml": "The `pylock.toml` format"},
            help="The format of the result",
            long_help="The format of the result.\n\nFollows from the name of `--output-file` by default: "
            "`requirements.txt` unless that is `pylock.toml` or `pylock.*.toml`.",
        ),
        *rows(
            PipSettings, "no_strip_extras", "no_strip_markers", "no_annotate", "no_header", "annotation_style",
            "custom_compile_command",
        ),
        *SYSTEM,
        *rows(PipSettings, "generate_hashes"), *pip.BINARIES, *rows(PipSettings, "python_platform", "universal"),
        *rows(
            PipSettings, "no_emit_package", "emit_index_url", "emit_find_links", "emit_build_options",
            "emit_marker_expression", "emit_index_annotation",
        ),
        *pip.TORCH, *pip.INDEX, *pip.UPGRADE, *pip.CHOICE, *pip.EXCLUDE_NEWER, *pip.SOURCES, *pip.BUILD,
        *pip.BUILD_PACKAGE, *rows(InstallSettings, "link_mode"), *CACHE, *REFRESH,
        *(row.change(display_env="") for row in python("to resolve for")[:1]),
        *rows(PipSettings, "python_version", heading="Python options"),
        *python("")[1:], *GLOBAL_HIDING_CONFIG,
        *(
            own(flag.replace("-", "_"), flag=f"--{flag}", hidden=True)
            for flag in ("allow-unsafe", "no-allow-unsafe", "reuse-hashes", "no-reuse-hashes", "emit-options",
                         "no-emit-options", "emit-trusted-host", "no-emit-trusted-host")
        ),
        own("resolver", flag="--resolver", value_name="RESOLVER", hidden=True,
            choices={"backtracking": "", "legacy": ""}),
        own("max_rounds", flag="--max-rounds", value_name="MAX_ROUNDS", hidden=True), *pip.PIP_TOOLS,
    ),
)  # fmt: skip
