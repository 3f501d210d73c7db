"""`puv pip compile`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.pip import tables as pip
from puv.cli.commands.tables import CACHE, CERT, GLOBAL, REFRESH, SYSTEM, python
from puv.cli.rendered import Rendered
from puv.ops.pip.compile import pip_compile
from puv.ops.pip.requests import Inputs, PipCompileRequest
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.pip import PipSettings
from puv.settings.option import own, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

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
        *python("to resolve for")[:1], *rows(PipSettings, "python_version", heading="Python options"),
        *python("")[1:], *GLOBAL,
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


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Resolve, write the file, and show it unless told to be quiet."""
    chosen = settings.pip
    inputs = Inputs(
        requirements=line["src_file"], constraints=line["constraints"], overrides=line["overrides"],
        excludes=line["excludes"], build_constraints=line["build_constraints"], extra=chosen.extra,
        all_extras=chosen.all_extras, group=chosen.group,
    )  # fmt: skip
    request = PipCompileRequest(
        inputs=inputs,
        python_version=chosen.python_version or "",
        python_platform=chosen.python_platform or "",
        universal=chosen.universal,
        no_deps=chosen.no_deps,
        output_file=chosen.output_file or "",
        format=line["format"] or "",
        no_strip_extras=chosen.no_strip_extras,
        no_strip_markers=chosen.no_strip_markers,
        no_annotate=chosen.no_annotate,
        no_header=chosen.no_header,
        annotation_style=chosen.annotation_style,
        custom_compile_command=chosen.custom_compile_command or "",
        generate_hashes=chosen.generate_hashes,
        no_emit_package=chosen.no_emit_package,
        emit_index_url=chosen.emit_index_url,
        emit_find_links=chosen.emit_find_links,
        emit_build_options=chosen.emit_build_options,
        emit_index_annotation=chosen.emit_index_annotation,
        arguments=line.arguments,
    )
    report = pip_compile(request, settings, runtime)
    shown = "" if report.written and settings.output.quiet else _colored(report.text)
    return Rendered(stdout=shown, important=True, replayable=True)


def _colored(text: str) -> str:
    """Colour the comments of a requirements file, whole lines of them."""
    return "".join(
        f"\x1b[32m{line[:-1]}\x1b[39m\n" if line.lstrip(" ").startswith("#") else line
        for line in text.splitlines(keepends=True)
    )
