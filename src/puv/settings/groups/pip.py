"""`PipSettings`: what the `[pip]` table of a settings file may say beside the other groups."""

from __future__ import annotations

from puv.model.index import DEFAULT_INDEX_URL
from puv.settings import values
from puv.settings.option import Group, option
from puv.settings.platforms import HIDDEN_PLATFORMS, PLATFORMS, TORCH_BACKENDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.policy import AnnotationStyle


class PipSettings(Group, group="pip"):
    """Choices of single `pip` commands that a settings file may make for the user."""

    strict: bool = option(
        default=False, flag="--strict", negative="--no-strict", pip_key="strict",
        help="Check the environment afterwards and warn of missing or unfit dependencies",
    )  # fmt: skip
    extra: tuple[str, ...] = option(
        default=(), flag="--extra", split=",", pip_key="extra", parse=values.extra_name, merge="concat",
        conflicts=("--all-extras",), help="Include the dependencies of an extra; may be repeated",
        long_help="Include the dependencies of an extra; may be repeated.\n\nOnly of `pylock.toml`, `pyproject.toml`, "
        "`setup.py` and `setup.cfg` files.",
    )  # fmt: skip
    all_extras: bool = option(
        default=False, flag="--all-extras", negative="--no-all-extras", pip_key="all-extras",
        help="Include the dependencies of all extras",
        long_help="Include the dependencies of all extras.\n\nOnly of `pylock.toml`, `pyproject.toml`, `setup.py` and "
        "`setup.cfg` files.",
    )  # fmt: skip
    no_extra: tuple[str, ...] = option(default=(), pip_key="no-extra", parse=values.extra_name, merge="concat")
    group: tuple[str, ...] = option(
        default=(), flag="--group", pip_key="group", parse=values.group_name, merge="concat",
        help="Include a dependency group of a `pylock.toml` or `pyproject.toml`",
        long_help="Include a dependency group of a `pylock.toml` or `pyproject.toml`.\n\nOf the one in the working "
        "directory, unless given as `PATH:GROUP`. May be repeated.",
    )  # fmt: skip
    no_deps: bool = option(
        default=False, flag="--no-deps", negative="--deps", pip_key="no-deps",
        help="Leave out dependencies; take only what is listed on the command line or in files",
    )  # fmt: skip
    require_hashes: bool = option(
        default=False, flag="--require-hashes", negative="--no-require-hashes", env="UV_REQUIRE_HASHES",
        pip_key="require-hashes", help="Require a matching hash of every requirement",
        long_help="Require a matching hash of every requirement.\n\nEach must be pinned (`==1.0.0`) or a direct URL, "
        "and have a hash. Git, editable and directory requirements are not possible then. For what builds need see "
        "`--require-build-hashes`.",
    )  # fmt: skip
    verify_hashes: bool = option(default=True, pip_key="verify-hashes")
    no_verify_hashes: bool = option(
        default=False, flag="--no-verify-hashes", negative="--verify-hashes", env="UV_NO_VERIFY_HASHES",
        help="Do not check the hashes that requirements files give",
        long_help="Do not check the hashes that requirements files give.\n\nThey are checked by default wherever "
        "there are any; `--require-hashes` wants them everywhere.",
    )  # fmt: skip
    allow_empty_requirements: bool = option(
        default=False, flag="--allow-empty-requirements", negative="--no-allow-empty-requirements",
        negative_shown=True, pip_key="allow-empty-requirements",
        help="Accept files without requirements, which remove everything from the environment",
    )  # fmt: skip
    python_version: str | None = option(
        default=None, flag="--python-version", parse=values.python_version, pip_key="python-version",
        help="The lowest Python version that must be supported (such as `3.7` or `3.7.9`)",
        long_help="The lowest Python version that must be supported (such as `3.7` or `3.7.9`).\n\nWithout a patch "
        "version the first is meant: `3.7` is `3.7.0`.",
    )  # fmt: skip
    python_platform: str | None = option(
        default=None, flag="--python-platform", choices=PLATFORMS, hidden_choices=HIDDEN_PLATFORMS,
        pip_key="python-platform",
        help="The platform to install for",
        long_help='The platform to install for.\n\nA "target triple" of machine, vendor and system, such as '
        "`x86_64-unknown-linux-gnu`.\n\nmacOS and iOS 13.0 and Android API level 24 are assumed; "
        "`MACOSX_DEPLOYMENT_TARGET`, `IPHONEOS_DEPLOYMENT_TARGET` and `ANDROID_API_LEVEL` say otherwise.\n\n"
        "WARNING: wheels are chosen for that platform and may not work on this one.",
    )  # fmt: skip
    universal: bool = option(
        default=False, flag="--universal", negative="--no-universal", pip_key="universal",
        conflicts=("--python-platform", "--strip-markers"),
        help="Resolve for all systems, machines and Python implementations at once",
        long_help="Resolve for all systems, machines and Python implementations at once.\n\nThe Python version and "
        "everything above it is supported.",
    )  # fmt: skip
    output_file: str | None = option(
        default=None, flag="--output-file", short="o", parse=values.path, pip_key="output-file",
        help="The `requirements.txt` or `pylock.toml` to write",
        long_help="The `requirements.txt` or `pylock.toml` to write.\n\nPins that it holds are kept unless `--upgrade` "
        "is given.",
    )  # fmt: skip
    no_strip_extras: bool = option(
        default=False, flag="--no-strip-extras", negative="--strip-extras", pip_key="no-strip-extras",
        help="Write the extras of packages",
        long_help="Write the extras of packages.\n\nThey are left out by default, as what they need is listed anyway.",
    )  # fmt: skip
    no_strip_markers: bool = option(
        default=False, flag="--no-strip-markers", negative="--strip-markers", pip_key="no-strip-markers",
        help="Write environment markers",
        long_help="Write environment markers.\n\nThey are left out by default, as the result is for one environment.",
    )  # fmt: skip
    no_annotate: bool = option(
        default=False, flag="--no-annotate", negative="--annotate", pip_key="no-annotate",
        help="Leave out the comments that tell what each package is needed for",
    )  # fmt: skip
    no_header: bool = option(
        default=False, flag="--no-header", negative="--header", pip_key="no-header",
        help="Leave out the comment at the top",
    )  # fmt: skip
    annotation_style: AnnotationStyle = option(
        default="split", flag="--annotation-style", pip_key="annotation-style",
        help="How the comments that tell what each package is needed for look",
        choices={"line": "On one line, with commas", "split": "Each on a line of its own"},
        long_help="How the comments that tell what each package is needed for look.\n\nEach on a line by default.",
    )  # fmt: skip
    custom_compile_command: str | None = option(
        default=None, flag="--custom-compile-command", env="UV_CUSTOM_COMPILE_COMMAND",
        pip_key="custom-compile-command", help="What the comment at the top names as the command",
        long_help="What the comment at the top names as the command.\n\nFor scripts that wrap `puv pip compile`.",
    )  # fmt: skip
    generate_hashes: bool = option(
        default=False, flag="--generate-hashes", negative="--no-generate-hashes", pip_key="generate-hashes",
        help="Write the hashes of distributions",
    )  # fmt: skip
    no_emit_package: tuple[str, ...] = option(
        default=(), flag="--no-emit-package", aliases=("--unsafe-package",), split=",", pip_key="no-emit-package",
        parse=values.package_name, merge="concat",
        help="Leave out a package, but not what it needs. The same as pip-compile's `--unsafe-package`",
    )  # fmt: skip
    emit_index_url: bool = option(
        default=False, flag="--emit-index-url", negative="--no-emit-index-url", pip_key="emit-index-url",
        help="Write `--index-url` and `--extra-index-url` lines",
    )  # fmt: skip
    emit_find_links: bool = option(
        default=False, flag="--emit-find-links", negative="--no-emit-find-links", pip_key="emit-find-links",
        help="Write `--find-links` lines",
    )  # fmt: skip
    emit_build_options: bool = option(
        default=False, flag="--emit-build-options", negative="--no-emit-build-options", pip_key="emit-build-options",
        help="Write `--no-binary` and `--only-binary` lines",
    )  # fmt: skip
    emit_marker_expression: bool = option(
        default=False, flag="--emit-marker-expression", negative="--no-emit-marker-expression", hidden=True,
        pip_key="emit-marker-expression",
    )  # fmt: skip
    emit_index_annotation: bool = option(
        default=False, flag="--emit-index-annotation", negative="--no-emit-index-annotation",
        pip_key="emit-index-annotation",
        help=f"Write a comment with the index of each package (such as `# from {DEFAULT_INDEX_URL}`)",
    )  # fmt: skip
    torch_backend: str | None = option(
        default=None, flag="--torch-backend", env="UV_TORCH_BACKEND", pip_key="torch-backend", key="torch-backend",
        choices=TORCH_BACKENDS, help="The accelerator that packages of the PyTorch family are taken for (such as "
        "`cpu`, `cu126` or `auto`)",
        long_help="The accelerator that packages of the PyTorch family are taken for (such as `cpu`, `cu126` or "
        "`auto`).\n\nThey come from PyTorch's index for it then, whatever indexes are given. `auto` looks at the "
        "drivers.\n\nNot stable yet.",
    )  # fmt: skip
