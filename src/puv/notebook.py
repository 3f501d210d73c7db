"""puv in notebooks: `%load_ext puv`, and then `%puv install …` for the Python that runs.

    %puv install "polars>=1"         into the running kernel
    %puv add polars                  likewise, and into the notebook's list of what it needs
    %puv why numpy                   why it is installed, with the graph
    %puv pip list                    any command of puv's command line

Lines are read by the parser of the command line. Nothing is started: the kernel's own interpreter is described from
within, so that it does not matter where the server runs.
"""

from __future__ import annotations

import html
import importlib
import json
import os
import shlex
import subprocess
import sys

from puv.api import restart
from puv.api.target import Target
from puv.cli import registry
from puv.cli.output.console import plain
from puv.cli.output.errors import render_error
from puv.cli.parse import HelpRequested, VersionRequested, parse
from puv.errors import PuvError, UsageError, chain
from puv.events import Download, Installed, Resolved, Warned
from puv.fs.atomic import write_text
from puv.lockfile.export.graph_page import Page, proof_graph, render_page
from puv.model.graph import required_name
from puv.ops.runtime import Given
from puv.session import Session
from puv.settings import resolve
from puv.settings.environment import environment_layer
from puv.standards.inline_script import script_block
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.events import Event

#: Commands that are meant as `pip …` here, as in `%pip install`.
_OF_PIP = frozenset(("check", "freeze", "install", "list", "show", "uninstall"))
_WIDTH = 100
_CHANGING = frozenset(("pip install", "pip uninstall", "pip sync", "sync", "add", "remove"))
_HEAD = "# /// script\n"


class Shown:
    """What a line came to, to be shown by whatever shows it: as a page, or as text."""

    def __init__(self, text: str, page: str = "", needs_restart: tuple[str, ...] = ()) -> None:
        self.text = text
        self.needs_restart = needs_restart
        self._page = page

    def __repr__(self) -> str:
        """Return the text."""
        return self.text + _restart_words(self.needs_restart)

    def _repr_html_(self) -> str:
        banner = ""
        if self.needs_restart:
            banner = f"<p><b>{html.escape(_restart_words(self.needs_restart).strip())}</b></p>"
        text = f"<pre>{html.escape(self.text)}</pre>" if self.text else ""
        graph = ""
        if self._page:
            graph = f'<iframe srcdoc="{html.escape(self._page)}" style="width:100%;height:26rem;border:0"></iframe>'
        return f"{banner}{text}{graph}"


def _restart_words(modules: tuple[str, ...]) -> str:
    if not modules:
        return ""
    shown = ", ".join(modules[:5]) + (", …" if len(modules) > 5 else "")  # noqa: PLR2004 - enough to recognise
    return f"\nRestart the kernel to use what was replaced: {shown}\n"


class Kernel:
    """Runs lines of the magic in the process that it is in.

    `environ` stands for the environment variables; `tell` gets a word about what is going on, for a display.
    """

    def __init__(self, environ: Mapping[str, str], tell: Callable[[str], None] | None = None) -> None:
        self._environ = {**environ, "UV_NO_PROGRESS": "1"}
        self._tell = tell

    def run(self, line: str) -> Shown:
        """Run a line and return what it came to.

        Raises:
            PuvError: it failed.
        """
        words = shlex.split(line)
        if words[:1] == ["add"]:
            return self._add(words[1:])
        return self._command(_meant(words))

    def _command(self, words: list[str]) -> Shown:
        try:
            parsed = parse(words, self._environ, registry.find)
        except HelpRequested as request:
            from puv.cli.help import short  # only for helps

            return Shown(plain(short(request.command, self._environ, _WIDTH)))
        except VersionRequested:
            return Shown(plain(registry.module(("self", "version")).version_text("puv")))
        path = " ".join(parsed.command.path)
        target = Target.current()
        loaded = restart.loaded(target.site_packages) if path in _CHANGING else {}
        rendered, messages = self._executed(parsed, target)
        importlib.invalidate_caches()
        text = "".join(messages) + plain(rendered.stderr) + plain(rendered.stdout)
        if rendered.failure is not None:
            raise rendered.failure
        if rendered.launch is not None:
            launch = rendered.launch
            done = subprocess.run(  # noqa: S603 - the program that the user's line names
                launch.arguments, executable=launch.executable, env=dict(launch.environ), capture_output=True,
                text=True, check=False,
            )  # fmt: skip
            text += done.stdout + done.stderr
        return Shown(text, self._page(parsed, rendered), restart.replaced(loaded).modules if loaded else ())

    def _executed(self, parsed: ParsedLine, target: Target) -> tuple[Rendered, list[str]]:
        """Run a command for the kernel's own environment; return its texts, and what it warned of."""
        messages: list[str] = []

        def report(event: Event) -> None:
            if isinstance(event, Warned):
                messages.append(f"warning: {event.message}\n")
            elif self._tell is not None and (word := _word(event)):
                self._tell(word)

        with Session.for_kernel(self._environ) as session:
            layers = (*session.settings.layers, environment_layer(self._environ, every=False), *parsed.layers())
            given = Given(environment=target.environment(), interpreter=target.interpreter)
            runtime = session.runtime.within(report=report, given=given)
            return registry.module(parsed.command.path).run(parsed, resolve(layers), runtime), messages

    def _page(self, parsed: ParsedLine, rendered: Rendered) -> str:
        """Return the page with the graph for the commands that explain."""
        if rendered.code or parsed.command.path not in (("why",), ("why-not",)) or parsed["format"] != "text":
            return ""
        with Session.for_kernel(self._environ) as session:
            if parsed.command.path == ("why",):
                graph = session.graph(Target.current())
                name = normalize(parsed["package_name"])
                return render_page(Page(title=f"Why {name}", graph=graph, why=graph.why(name)))
            found = session.why_not(parsed["requirement"], target=Target.current())
            return render_page(Page(title=f"Why not {found.requirement}", graph=proof_graph(found), why_not=found))

    # --- add ----------------------------------------------------------------------------------------------------

    def _add(self, words: list[str]) -> Shown:
        """Install into the kernel, and note the requirements in the notebook's script block (PEP 723)."""
        path = self._environ.get("JPY_SESSION_NAME", "")
        if "--notebook" in words:
            at = words.index("--notebook")
            if at + 1 == len(words):
                raise UsageError("a value is required for '--notebook <FILE>' but none was supplied")
            path, words = words[at + 1], [*words[:at], *words[at + 2 :]]
        words = [word for word in words if word != "--script"]
        shown = self._command(["pip", "install", *words])
        if not path.endswith(".ipynb") or not os.path.isfile(path):
            return shown
        asked = [word for word in words if not word.startswith("-")]
        with Session.for_kernel(self._environ) as session:
            note_requirements(path, asked, session)
        return Shown(f"{shown.text}Noted in {os.path.basename(path)}; reload the notebook to see it.\n",
                     needs_restart=shown.needs_restart)  # fmt: skip


def note_requirements(path: str, requirements: list[str], session: Session) -> None:
    """Put requirements into the script block of a notebook: that of its first cell that has one, or a new first cell.

    What is written keeps the rest of the notebook as it is.

    Raises:
        InputError: a requirement, or the block, is wrong.
    """
    with open(path, encoding="utf-8") as stream:
        notebook = json.load(stream)
    cells: list[dict[str, Any]] = notebook["cells"]
    cell = next((one for one in cells if one["cell_type"] == "code" and script_block(_source(one)) is not None), None)
    if cell is None:
        python = ".".join(map(str, sys.version_info[:2]))
        cell = {
            "cell_type": "code", "execution_count": None, "id": "requirements", "metadata": {}, "outputs": [],
            "source": f'{_HEAD}# requires-python = ">={python}"\n# dependencies = []\n# ///\n',
        }  # fmt: skip
        cells.insert(0, cell)
    place = os.path.join(session.runtime.cache.root, f".notebook-{os.getpid()}.py")
    try:
        write_text(place, _source(cell).rstrip("\n") + "\n")
        session.add(requirements, script=place, install=None, raw=not any(map(_is_bare, requirements)))
        with open(place, encoding="utf-8") as stream:
            cell["source"] = stream.read().rstrip("\n").splitlines(keepends=True)
    finally:
        if os.path.exists(place):
            os.unlink(place)
    write_text(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def _is_bare(requirement: str) -> bool:
    return required_name(requirement) == requirement


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _meant(words: list[str]) -> list[str]:
    """Return the words of the command line that a line of the magic means."""
    if words and words[0] in _OF_PIP:
        return ["pip", *words]
    explains = words and words[0] in ("why", "why-not")
    if explains and not {"--installed", "--script", "-r", "--requirements", "--project"} & set(words):
        return [*words, "--installed"]
    return words


def _word(event: Event) -> str:
    match event:
        case Resolved(count=count):
            return f"Resolved {count} packages"
        case Download(name=name, done=done, total=total):
            return f"Downloading {name} {done // 1024} KiB" + (f" of {total // 1024}" if total else "")
        case Installed(name=name, version=version):
            return f"Installed {name} {version}"
        case _:
            return ""


def load_ipython_extension(shell: Any) -> None:
    """Register `%puv` with an IPython shell: what `%load_ext puv` calls."""
    # By their names, as IPython is there only where this is called.
    complaint = importlib.import_module("IPython.core.error").UsageError
    shows = importlib.import_module("IPython.display")

    def puv(line: str) -> Shown:
        """Run puv for this kernel: `%puv install rich`, `%puv add rich`, `%puv why rich`, `%puv pip list`."""
        handles: list[Any] = []

        def told(word: str) -> None:
            shown = shows.HTML(f"<i>{html.escape(word)}</i>")
            if handles:
                handles[0].update(shown)
            elif word and hasattr(shell, "kernel"):
                handles.append(shows.display(shown, display_id=True))

        try:
            return Kernel(os.environ, told).run(line)
        except PuvError as error:
            raise complaint(plain(render_error(error, _WIDTH)).strip() or str(next(chain(error)))) from None
        finally:
            told("")

    shell.register_magic_function(puv, "line", "puv")
