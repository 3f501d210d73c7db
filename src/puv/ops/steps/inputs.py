"""Read every input of a `pip` verb: words, requirements files, constraints, overrides, excludes, projects."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import InputError, ParseError
from puv.events import Warned
from puv.fetcher.redact import file_path, redacted
from puv.frozen import Frozen
from puv.model.requirement import Dependency
from puv.ops.steps.indexes import Hints
from puv.ops.steps.ordinary import NOTHING
from puv.project.requirements_txt.model import RequirementsFile
from puv.project.requirements_txt.parse import parse_requirements_file
from puv.project.requirements_txt.read import decode
from puv.resolver.manifest import Preference
from puv.standards.filenames import SOURCE_EXTENSIONS
from puv.standards.git_url import is_git_url
from puv.standards.names import PackageName, normalize
from puv.standards.requirement import Requirement, check_path, is_address, parse_requirement, parse_requirement_or_path
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from puv.ops.pip.requests import Inputs
    from puv.ops.runtime import Runtime
    from puv.ops.steps.ordinary import Ordinary
    from puv.project.requirements import ProjectInputs
    from puv.settings import Settings

_SCHEMES = ("http", "https", "file")  # everything else is a path, whatever it looks like
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
_UNBUILT = ("setup.py", "setup.cfg")


class ReadInputs(Frozen):
    """All that the inputs say. `require_hashes` is a file's wish.

    Requirements on what only a build can name have an empty name. `build_constraints` limit what builds need; `fresh`
    are the addresses of directories that the command line names, which are built and installed again each time, `plain`
    those that must not be installed as editables, and `grouped` says that groups are asked for. Of `projects`, if there
    are any, some may only tell what they require when they are built.
    """

    requirements: tuple[Dependency, ...] = ()
    constraints: tuple[Dependency, ...] = ()
    overrides: tuple[Dependency, ...] = ()
    excludes: frozenset[PackageName] = frozenset()
    hints: Hints
    no_binary: tuple[str, ...] = ()
    only_binary: tuple[str, ...] = ()
    require_hashes: bool = False
    build_constraints: tuple[Dependency, ...] = ()
    fresh: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    grouped: bool = False
    projects: ProjectInputs | None = None
    ordinary: Ordinary = NOTHING

    def with_ordinary(self, ordinary: Ordinary) -> ReadInputs:
        """Return the inputs with some packages as no editables, whoever asks for them as such."""
        if ordinary == NOTHING:
            return self
        return self.replace(requirements=tuple(map(ordinary.applied, self.requirements)), ordinary=ordinary)


class _Reader:
    """Reads requirements files for one verb."""

    def __init__(self, runtime: Runtime, settings: Settings) -> None:
        self.runtime, self.settings = runtime, settings

    def text(self, path: str) -> str:
        """Return the text of a file (`-` is standard input), noting it.

        Raises:
            InputError: the file cannot be read.
        """
        runtime = self.runtime
        if path == "-":
            runtime.not_replayable()
            return runtime.stdin() if runtime.stdin is not None else ""
        if is_remote(path):
            from puv.ops.addresses.remote_files import read_remote  # few files are not on this disk

            return read_remote(path, self.settings, runtime).decode("utf-8", "replace")
        absolute = runtime.path(path)
        runtime.noted(replay.content, absolute)
        with open(absolute, "rb") as stream:
            return decode(stream.read(), path)

    def script(self, path: str) -> RequirementsFile:
        """Read what a script needs (PEP 723).

        Raises:
            InputError: it is missing or wrong.
        """
        from puv.project.scripts import script_dependencies  # TOML is needed only where a script is named

        try:
            return RequirementsFile(requirements=script_dependencies(self.text(path), path))
        except OSError as error:
            raise InputError(
                f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})",
            ) from None

    def file(self, path: str, kind: str, *, warned: bool = False) -> RequirementsFile:
        """Read one requirements file, and warn of an empty one if it is for requirements, or if `warned` is set.

        Raises:
            InputError: it is missing or wrong.
        """
        path = file_path(path) if path.startswith("file://") else path
        try:
            text = self.text(path)
        except FileNotFoundError:
            raise InputError(f"File not found: {path}") from None
        except OSError as error:
            raise InputError(
                f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})",
            ) from None
        found = parse_requirements_file(
            path,
            text,
            reader=self.text,
            environ=self.runtime.environ,
            cwd=self.runtime.cwd,
            kind=kind,
        )
        for warning in found.warnings:
            self.runtime.report(Warned(message=warning))
        if found.is_empty and (warned or kind == "-r"):
            message = f"Requirements file `{redacted(path)}` does not contain any dependencies"
            self.runtime.report(Warned(message="No dependencies found in stdin" if path == "-" else message))
        return found


def is_remote(path: str) -> bool:
    """Tell whether an input is at a URL, and not on this machine."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and scheme.isalnum() and scheme.lower() != "file"


def read_inputs(inputs: Inputs, settings: Settings, runtime: Runtime) -> ReadInputs:
    """Read everything that the request names.

    Raises:
        InputError: a file is missing or wrong, or a requirement needs a build.
    """
    reader = _Reader(runtime, settings)
    words = [_word(text, reader) for text in inputs.packages]
    words += [_editable(text, reader) for text in inputs.editable]
    fresh = frozenset(entry.requirement.url for entry in words if _is_local_directory(entry.requirement.url, runtime))
    files, projects = _sources(inputs, reader, settings)
    words += (entry for project in (projects.requirements if projects is not None else ()) for entry in project)
    limits = [reader.file(path, "-c") for path in inputs.constraints]
    replacements = [reader.file(path, "--override") for path in inputs.overrides]
    requirements = [*words, *(entry for file in files for entry in (*file.requirements, *file.editables))]
    requirements = [_absolute(entry, runtime) for entry in requirements]
    plain = {url for entry in requirements if (url := entry.requirement.url) and _is_plain(entry, inputs, reader)}
    requirements = [_without_editable(entry) if entry.requirement.url in plain else entry for entry in requirements]
    build_limits = [reader.file(path, "-c", warned=True) for path in inputs.build_constraints]
    everything = (*files, *limits, *replacements)
    index_urls = [file.index_url for file in everything if file.index_url]
    return ReadInputs(
        projects=projects,
        requirements=tuple(requirements),
        constraints=(
            *(_absolute(entry, runtime) for file in limits for entry in (*file.requirements, *file.constraints)),
            *(_absolute(entry, runtime) for file in files for entry in file.constraints),
            *_configured(settings.resolve.constraint_dependencies, "-c (workspace)"),
        ),
        overrides=(
            *(_absolute(entry, runtime) for file in replacements for entry in file.requirements),
            *_configured(settings.resolve.override_dependencies, "--override (workspace)"),
        ),
        excludes=_excluded(inputs.excludes, reader) | names(settings.resolve.exclude_dependencies),
        hints=Hints(
            index_url=index_urls[0] if index_urls else "",
            extra_index_urls=tuple(url for file in everything for url in file.extra_index_urls),
            find_links=tuple(place for file in everything for place in file.find_links),
            no_index=any(file.no_index for file in everything),
        ),
        no_binary=tuple(name for file in files for name in file.no_binary),
        only_binary=tuple(name for file in files for name in file.only_binary),
        require_hashes=any(file.require_hashes for file in files),
        build_constraints=tuple(
            _absolute(entry, runtime) for file in build_limits for entry in (*file.requirements, *file.constraints)
        ),
        fresh=frozenset(_located(url, runtime) for url in fresh if url),
        plain=frozenset(plain),
        grouped=bool(inputs.group),
    )


def refuse_extras(inputs: Inputs) -> None:
    """Refuse extras of no project, which nobody can have meant where packages are installed.

    Raises:
        InputError: there are such.
    """
    if not (inputs.extra or inputs.all_extras) or any(path.endswith(_PROJECT_FILES) for path in inputs.requirements):
        return
    instead = "`<dir>[extra]` syntax or `-r <file>`" if inputs.editable else "`package[extra]` syntax"
    raise InputError(
        "Requesting extras requires a `pylock.toml`, `pyproject.toml`, `setup.cfg`, or `setup.py` file",
        hints=(f"Use {instead} instead",),
    )


def _is_plain(entry: Dependency, inputs: Inputs, reader: _Reader) -> bool:
    """Tell whether the user does not want a directory as an editable."""
    if inputs.no_editable:
        return _is_local_directory(entry.requirement.url, reader.runtime)
    if not (inputs.no_editable_package and _is_local_directory(entry.requirement.url, reader.runtime)):
        return False
    name = entry.requirement.name
    if not name:
        from puv.ops.steps.projects import written_name  # likewise

        name = written_name(file_path(entry.requirement.url or ""), reader.text)
    return bool(name) and name in names(inputs.no_editable_package)


def _without_editable(entry: Dependency) -> Dependency:
    return Dependency(entry.requirement, origin=entry.origin, hashes=entry.hashes, given=entry.given)


def _configured(texts: Iterable[str], origin: str) -> Iterator[Dependency]:
    """Read the requirements of a setting.

    Raises:
        InputError: one of them is none.
    """
    for text in texts:
        try:
            yield Dependency(parse_requirement(text), origin=origin)
        except ParseError as error:
            raise InputError(f"Failed to parse: `{text}`") from error


def _sources(
    inputs: Inputs,
    reader: _Reader,
    settings: Settings,
) -> tuple[list[RequirementsFile], ProjectInputs | None]:
    """Read the sources, telling requirements files from projects by their names."""
    files: list[RequirementsFile] = []
    paths: list[str] = []
    for path in inputs.requirements:
        name = os.path.basename(path.partition("?")[0].partition("#")[0] if is_remote(path) else path)
        if is_remote(path) and name in _PROJECT_FILES:
            raise InputError(f"Remote `{name}` inputs are not supported: {redacted(path)}")
        if name.endswith(".py") and name not in _UNBUILT:
            files.append(reader.script(path))
        elif name in _PROJECT_FILES:
            paths.append(path)
        elif name.endswith(".toml") and not _is_pylock(name):
            raise _no_pylock(path)
        elif _is_pylock(name):
            raise InputError(f"`{path}` is not a supported input format for `puv pip compile`")
        else:
            files.append(reader.file(path, "-r"))
    if not (paths or inputs.group or inputs.extra or inputs.all_extras):
        return files, None
    from puv.ops.steps.projects import read_projects  # TOML is needed only where a project is named

    return files, read_projects(paths, inputs, reader.text, settings, reader.runtime)


def _is_pylock(name: str) -> bool:
    """Whether a file name is one of PEP 751: `pylock.toml` or `pylock.<name>.toml`."""
    middle = name.removeprefix("pylock.").removesuffix(".toml")
    return name == "pylock.toml" or (name == f"pylock.{middle}.toml" and bool(middle) and "." not in middle)


def named_pylock(inputs: Inputs) -> str:
    """Return the path of the first `pylock.toml` among the inputs, empty without one.

    Raises:
        InputError: a file has the name of no input.
    """
    found = ""
    for path in inputs.requirements:
        name = path.replace("\\", "/").rpartition("/")[2]
        if _is_pylock(name):
            found = found or path
        elif name.endswith(".toml") and name != "pyproject.toml":
            raise _no_pylock(path)
    return found


def _no_pylock(path: str) -> InputError:
    expected = "expected `pylock.toml` or `pylock.<name>.toml`, where `<name>` is non-empty and contains no dots"
    return InputError(f"`{path}` is not a valid PEP 751 filename: {expected}")


def _word(text: str, reader: _Reader) -> Dependency:
    """Read a requirement of the command line.

    Raises:
        InputError: it is none.
    """
    runtime = reader.runtime
    try:
        if not is_address(text):
            return Dependency(parse_requirement(text))
        if not _is_source(text, runtime) and "+" not in text.partition(":")[0]:
            return Dependency(parse_requirement_or_path(text))
        _check_path(text, runtime)
        from puv.project.requirements_txt.addresses import parse_address  # few name a source by its address

        return Dependency(parse_address(text, cwd=runtime.cwd, reader=reader.text))
    except ParseError as error:
        raise InputError(f"Failed to parse: `{text}`") from error


def _unsupported(shown: str) -> InputError:
    return InputError(f"`{shown}` is of an unknown kind")


def _check_path(text: str, runtime: Runtime) -> None:
    """Refuse the path of a file that can be no package.

    Raises:
        ParseError: it is one.
    """
    path = text.partition(" ;")[0].strip()
    if not any(sign in path for sign in (":", "#", "[", "$")) and not os.path.isdir(runtime.path(path)):
        check_path(path, text)


def _is_source(text: str, runtime: Runtime) -> bool:
    """Tell whether an address may be one whose name only a build tells: a directory or a source archive."""
    bare = text.partition(" ;")[0].strip().partition("#")[0]
    if bare.endswith("]"):
        bare = bare.rpartition("[")[0]
    is_path = "://" not in bare and not bare.endswith(".whl")
    return is_path or bare.endswith(SOURCE_EXTENSIONS) or _is_local_directory(bare, runtime)


def _editable(text: str, reader: _Reader) -> Dependency:
    """Read a value of `--editable`.

    Raises:
        InputError: it is no directory of a project.
    """
    from puv.project.requirements_txt.addresses import parse_address, problem_with_editable

    runtime = reader.runtime
    try:
        if is_address(text) or " @ " not in text:
            _check_path(text, runtime)
            found = parse_address(text, cwd=runtime.cwd, reader=reader.text)
        else:
            found = parse_requirement(text)
    except ParseError as error:
        raise InputError(f"Failed to parse: `{text}`") from error
    problem = problem_with_editable(found.url or "")
    if problem:
        raise EditableError(_located(found.url or "", runtime)) from InputError(problem)
    return Dependency(found, editable=True)


class EditableError(InputError):
    """`--editable` was given something other than a local directory."""

    code = "editable"

    def __init__(self, url: str) -> None:
        hint = "Editable requirements must refer to a local directory"
        super().__init__(f"Unsupported editable requirement: `{redacted(url)}`", hints=(hint,))


def _is_local_directory(url: str | None, runtime: Runtime) -> bool:
    if url is None:
        return False
    located = _located(url, runtime)
    return located.startswith("file:") and os.path.isdir(file_path(located))


def _absolute(entry: Dependency, runtime: Runtime) -> Dependency:
    """Make a path absolute, and refuse what cannot be fetched.

    Raises:
        InputError: the address is of a repository, or of no known kind.
    """
    requirement = entry.requirement
    url = requirement.url
    if url is None:
        return entry
    located = _located(url, runtime)
    bare = located.partition("#")[0].partition("?")[0]
    if is_git_url(url):
        runtime.not_replayable()  # only asking its repository would tell whether it moved
        return entry
    is_archive = bare.endswith((".whl", *SOURCE_EXTENSIONS))
    if not (is_archive or located.startswith("file:")):
        raise _unsupported(requirement.name or redacted(url))
    if located.startswith("file:"):
        _note(located, runtime)
    if located == url:
        return entry
    replaced = Requirement(requirement.name, requirement.extras, requirement.specifiers, located, requirement.marker)
    return Dependency(
        replaced, origin=entry.origin, hashes=entry.hashes, given=entry.given or url, editable=entry.editable
    )


def _note(url: str, runtime: Runtime) -> None:
    """Note what tells whether something installed from a local address is still what is there."""
    path = file_path(url)
    runtime.noted(replay.stat, path)
    if os.path.isdir(path):
        # Files deep inside may matter too; only building again would tell.
        runtime.not_replayable()


def _located(url: str, runtime: Runtime) -> str:
    """Return an absolute `file:` URL for a path, and any URL as it is."""
    scheme, separator, _ = url.partition("://")
    if is_git_url(url):
        return url
    if separator and scheme.lower() in _SCHEMES:
        return url
    path, hash_mark, fragment = url.removeprefix("file:").partition("#")
    return f"{file_url(runtime.path(path).replace(os.sep, '/'))}{hash_mark}{fragment}"


def _excluded(paths: Iterable[str], reader: _Reader) -> frozenset[PackageName]:
    return frozenset(entry.requirement.name for path in paths for entry in reader.file(path, "--excludes").requirements)


def read_names(
    words: Iterable[str],
    files: Iterable[str],
    settings: Settings,
    runtime: Runtime,
) -> list[tuple[str, PackageName | None, str]]:
    """Return what is to be uninstalled: for each entry how messages call it, its name and its address; each once.

    Where the name is None, the address stands for what was installed from it; else it is empty.

    Raises:
        InputError: a word or a file is wrong.
    """
    reader = _Reader(runtime, settings)
    entries = [_word_or_address(text, reader) for text in words]
    entries += [_labelled(entry, reader) for path in files for entry in reader.file(path, "-r").requirements]
    return list(dict.fromkeys(entries))


def _word_or_address(text: str, reader: _Reader) -> tuple[str, PackageName | None, str]:
    if is_address(text):
        return _addressed(_located(text, reader.runtime))
    return _labelled(_word(text, reader), reader)


def _addressed(url: str) -> tuple[str, None, str]:
    return f"`{redacted(url)}`", None, url


def _labelled(entry: Dependency, reader: _Reader) -> tuple[str, PackageName | None, str]:
    requirement = entry.requirement
    if not requirement.name:
        return _addressed(_located(requirement.url or "", reader.runtime))
    return str(requirement.name), requirement.name, ""


def read_preferences(path: str, settings: Settings, runtime: Runtime) -> tuple[Preference, ...]:
    """Return the versions of an existing output file, less those to be upgraded.

    Raises:
        InputError: the file is there and wrong.
    """
    if not path or settings.resolve.upgrade or not os.path.exists(runtime.path(path)):
        return ()
    upgraded = {parse_requirement(text).name for text in settings.resolve.upgrade_package}
    if _is_pylock(path.replace("\\", "/").rpartition("/")[2]):
        from puv.ops.steps.projects import read_pylock  # few outputs are locks

        packages = [package for package in read_pylock(path, runtime).packages if package.name not in upgraded]
        return tuple(
            Preference(name=package.name, version=package.version)
            for package in packages
            if package.version is not None
        )
    file = _Reader(runtime, settings).file(path, "-r-output")
    found: list[Preference] = []
    for entry in file.requirements:
        requirement = entry.requirement
        clauses = requirement.specifiers.clauses
        if requirement.name in upgraded or len(clauses) != 1 or clauses[0].operator not in ("==", "==="):
            continue
        found.append(Preference(name=requirement.name, version=clauses[0].version, hashes=entry.hashes))
    return tuple(found)


def upgrade_constraints(settings: Settings) -> tuple[Dependency, ...]:
    """Return `--upgrade-package` values that limit the version, which count as constraints too."""
    parsed = (parse_requirement(text) for text in settings.resolve.upgrade_package)
    return tuple(Dependency(requirement) for requirement in parsed if requirement.specifiers.clauses)


def names(texts: Iterable[str]) -> frozenset[PackageName]:
    """Normalise names."""
    return frozenset(normalize(text) for text in texts)
