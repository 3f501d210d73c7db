"""The files of a new project, as a value."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.project.edit.document import inline_table
from puv.project.new.backends import BACKENDS
from puv.standards.toml_text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from puv.project.new.backends import BackendName
    from puv.standards.names import PackageName

GITIGNORE = """\
# Python-generated files
__pycache__/
*.py[oc]
build/
dist/
wheels/
*.egg-info

# Virtual environments
.venv
"""
_MAIN = """\
def main():
    print("Hello from {name}!")


if __name__ == "__main__":
    main()
"""
_APPLICATION = """\
def main() -> None:
    print("Hello from {name}!")
"""
_LIBRARY = """\
def hello() -> str:
    return "Hello from {name}!"
"""
_COMPILED = {
    "app": "from {module}._core import hello_from_bin\n\n\ndef main() -> None:\n    print(hello_from_bin())\n",
    "lib": "from {module}._core import hello_from_bin\n\n\ndef hello() -> str:\n    return hello_from_bin()\n",
}
_STUB = "def hello_from_bin() -> str: ...\n"


class Author(Frozen):
    """Who writes the project; `email` is empty where it is not known."""

    name: str
    email: str = ""


class NewProject(Frozen):
    """What a new project is to be.

    `backend` is None for one that is not built. `description` and `author` are None for none; `readme` tells whether
    the project names a `README.md`. A `bare` project has no files but its `pyproject.toml`.
    """

    name: PackageName
    kind: Literal["app", "lib"] = "app"
    requires_python: str = ""
    description: str | None = None
    author: Author | None = None
    backend: BackendName | None = None
    readme: bool = True
    bare: bool = False

    @property
    def module(self) -> str:
        """The name under which the package is imported."""
        name = self.name.replace("-", "_")
        return f"_{name}" if name[:1].isdigit() else name


def project_files(project: NewProject) -> Mapping[str, str]:
    """Return the texts of a new project's files by their paths in it, `pyproject.toml` first."""
    files = {"pyproject.toml": _pyproject(project)}
    if project.bare:
        return files
    if project.readme:
        files["README.md"] = ""
    if project.backend is None:
        files["main.py"] = _MAIN.format(name=project.name)
        return files
    backend = BACKENDS[project.backend]
    names = {"name": project.name, "module": project.module}
    package = f"src/{project.module}"
    usual = _LIBRARY if project.kind == "lib" else _APPLICATION
    files[f"{package}/__init__.py"] = (_COMPILED[project.kind] if backend.compiled else usual).format(**names)
    if project.kind == "lib":
        files[f"{package}/py.typed"] = ""
    if backend.compiled:
        files[f"{package}/_core.pyi"] = _STUB
    files |= {path: text.format(**names) for path, text in backend.files.items()}
    return files


def _pyproject(project: NewProject) -> str:
    lines = ["[project]", f'name = "{project.name}"', 'version = "0.1.0"']
    if project.description is not None:
        lines.append(f"description = {quoted(project.description)}")
    if project.readme and not project.bare:
        lines.append('readme = "README.md"')
    if project.author is not None:
        lines += ["authors = [", f"    {_author(project.author)}", "]"]
    lines += [f'requires-python = "{project.requires_python}"', "dependencies = []"]
    if project.backend is not None:
        backend = BACKENDS[project.backend]
        if project.kind == "app" and not project.bare:
            lines += ["", "[project.scripts]", f'{project.name} = "{project.module}:main"']
        if backend.tables:
            tables = backend.tables.format(name=project.name, module=project.module)
            lines += ["", tables.removesuffix("\n")]
        if project.backend == "uv" and not project.bare and project.module != project.name.replace("-", "_"):
            lines += ["", "[tool.uv.build-backend]", f'module-name = "{project.module}"']
        requires = ", ".join(quoted(text) for text in backend.requires)
        lines += ["", "[build-system]", f"requires = [{requires}]", f'build-backend = "{backend.backend}"']
    return "\n".join(lines) + "\n"


def _author(author: Author) -> str:
    values = {"name": quoted(author.name)}
    if author.email:
        values["email"] = quoted(author.email)
    return inline_table(values)
