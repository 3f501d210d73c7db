from __future__ import annotations

from typing import TYPE_CHECKING

from puv.project.checked import Area, area_of, ty_arguments
from puv.project.model import ProjectFile
from puv.project.script_files import script_files
from puv.project.workspace import Member, Workspace
from puv.standards.names import normalize
from puv.standards.version import Version

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "# /// script\n# dependencies = []\n# ///\n"


def workspace(**places: str) -> Workspace:
    members = {
        normalize(name): Member(name=normalize(name), directory=place, file=ProjectFile(label=place))
        for name, place in places.items()
    }
    return Workspace(root="/w", file=ProjectFile(label="/w"), members=members)


def area(found: Workspace, *names: str, virtual: bool = False) -> Area:
    return area_of(found, [found.members[normalize(name)] for name in names], virtual=virtual)


def test_one_member_is_checked_in_its_own_directory_without_members_below() -> None:
    found = workspace(lib="/w/lib", inner="/w/lib/inner", app="/w/app")
    assert area(found, "lib") == Area(
        directory="/w/lib", paths=("",), excluded=("inner",), workspace=True, members=frozenset({normalize("lib")})
    )


def test_several_members_are_checked_from_the_root() -> None:
    found = workspace(lib="/w/lib", inner="/w/lib/inner", app="/w/app", library="/w/library")
    several = area(found, "app", "lib")
    assert (several.directory, several.paths, several.excluded) == ("/w", ("app", "lib"), ("lib/inner",))
    assert not several.forced


def test_a_virtual_root_forces_what_is_excluded() -> None:
    assert area(workspace(lib="/w/lib"), "lib", virtual=True).forced
    assert area(workspace(), virtual=True) == Area(directory="/w", workspace=True)


def test_old_versions_of_ty_are_told_of_each_script() -> None:
    def words(version: str, *, inside: bool = True) -> tuple[str, ...]:
        one = Area(directory="/w", paths=("",), excluded=("lib",), workspace=inside)
        return ty_arguments(one, Version.parse(version), lambda: ["s.py"], color="auto", fix=False, no_progress=False)

    assert words("0.0.63") == ("--color", "auto", "--exclude", "lib", "--exclude", "s.py", "--", "")
    assert words("0.0.64") == ("--color", "auto", "--exclude-scripts", "--exclude", "lib", "--", "")
    assert words("0.0.63", inside=False) == ("--color", "auto", "--exclude", "lib", "--", "")


def test_scripts_are_found_by_suffix_or_first_line(tmp_path: Path) -> None:
    for name, text in {
        "a.py": SCRIPT,
        "b.pyw": SCRIPT,
        "plain.py": "print()\n",
        "stub.pyi": SCRIPT,
        "program": f"#!/usr/bin/env python3\n{SCRIPT}",
        "with_uv": f"#!/usr/bin/env -S uv run --script\n{SCRIPT}",
        "text": SCRIPT,
        "faulty.py": "# /// script\n# dependencies = [\n",
        ".hidden/h.py": SCRIPT,
        "env/pyvenv.cfg": "",
        "env/e.py": SCRIPT,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "link.py").symlink_to("a.py")
    expected = [".hidden/h.py", "a.py", "b.pyw", "faulty.py", "program", "with_uv"]
    assert script_files(str(tmp_path)) == expected
    assert script_files(str(tmp_path), [".hidden"]) == [".hidden/h.py"]
