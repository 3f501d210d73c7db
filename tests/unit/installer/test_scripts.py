"""The bytes of scripts."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from puv.errors import InstallError
from puv.installer.scripts import (
    check_script_name,
    entry_point_script,
    rewritten_script,
    shebang,
    windows_launcher,
)
from puv.model.layout import Layout

if TYPE_CHECKING:
    from pathlib import Path


def layout(executable: str, *, relocatable: bool = False, os_name: str = "posix") -> Layout:
    return Layout(
        purelib="/v/lib", platlib="/v/lib", scripts="/v/bin", data="/v", headers="/v/include", executable=executable,
        python_version=(3, 11), relocatable=relocatable, os_name=os_name,
    )  # fmt: skip


def test_a_short_path_is_the_first_line() -> None:
    assert shebang(layout("/v/bin/python")) == "#!/v/bin/python\n"


def test_a_path_is_short_up_to_124_bytes() -> None:
    assert shebang(layout("/" + "y" * 123)) == "#!/" + "y" * 123 + "\n"
    assert shebang(layout("/" + "y" * 124)) == f"#!/bin/sh\n'''exec' '/{'y' * 124}' \"$0\" \"$@\"\n' '''\n"
    assert shebang(layout("/" + "ü" * 62)).startswith("#!/bin/sh\n")


def test_spaces_and_quotes_go_through_sh() -> None:
    assert shebang(layout("/sp a'ce/python")) == ("#!/bin/sh\n'''exec' '/sp a'\"'\"'ce/python' \"$0\" \"$@\"\n' '''\n")


def test_relocatable_scripts_look_beside_themselves() -> None:
    assert shebang(layout("python", relocatable=True)) == (
        "#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python' \"$0\" \"$@\"\n' '''\n"
    )


def test_an_entry_point_imports_the_first_name_and_calls_the_whole() -> None:
    assert entry_point_script("#!/v/bin/python\n", "demo.sub", "obj.attr").decode() == (
        "#!/v/bin/python\n"
        "# -*- coding: utf-8 -*-\n"
        "import sys\n"
        "from demo.sub import obj\n"
        'if __name__ == "__main__":\n'
        '    if sys.argv[0].endswith("-script.pyw"):\n'
        "        sys.argv[0] = sys.argv[0][:-11]\n"
        '    elif sys.argv[0].endswith(".exe"):\n'
        "        sys.argv[0] = sys.argv[0][:-4]\n"
        "    sys.exit(obj.attr())\n"
    )


@pytest.mark.parametrize("folder", ["plain", "sp ace", "q'uote and space", "l" * 150])
@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
def test_scripts_run_wherever_the_interpreter_is(tmp_path: Path, folder: str) -> None:
    directory = tmp_path / folder
    directory.mkdir()
    (directory / "python").symlink_to(sys.executable)
    script = directory / "script"
    script.write_bytes(entry_point_script(shebang(layout(str(directory / "python"))), "platform", "python_version"))
    script.chmod(0o755)
    # `sys.exit(text)` prints the text and exits with 1.
    result = subprocess.run([str(script)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr.strip().count(".")) == (1, 2)


@pytest.mark.parametrize(
    ("content", "rewritten"),
    [
        (b"#!python\nprint(1)\n", b"#!/v/bin/python\nprint(1)\n"),
        (b"#!pythonw -E\nprint(1)\n", b"#!/v/bin/python\nprint(1)\n"),
        (b"#!python -E\r\nprint(1)\r\n", b"#!/v/bin/python\nprint(1)\r\n"),
        (b"#!pythonw", b"#!/v/bin/python\n"),
        (b"#!python\n\xff\x00", b"#!/v/bin/python\n\xff\x00"),
    ],
)
def test_a_first_line_that_names_python_is_replaced(content: bytes, rewritten: bytes) -> None:
    assert rewritten_script(content, "#!/v/bin/python\n") == rewritten


@pytest.mark.parametrize("name", ["python", "Python3", "pythonw", "python3.11", "python3.14t", "pypy"])
def test_scripts_may_not_replace_the_interpreter(name: str) -> None:
    with pytest.raises(InstallError, match=f"reserved name `{name.lower()}`, got: `{name}`"):
        check_script_name(name)


@pytest.mark.parametrize("name", ["python2", "python3.", "py", "python-foo", "pip", "python.exe"])
def test_names_that_only_resemble_the_interpreters_are_fine(name: str) -> None:
    assert check_script_name(name) == ""


def test_replacing_an_activation_script_is_worth_a_warning() -> None:
    assert check_script_name("activate") == (
        "The script name `activate` is reserved for virtual environment activation scripts."
    )


@pytest.mark.skipif(importlib.util.find_spec("distlib") is None, reason="distlib is not installed")
@pytest.mark.parametrize(("kind", "interpreter"), [("console", b"python.exe"), ("gui", b"pythonw.exe")])
def test_a_windows_script_is_a_launcher_a_line_and_a_zip(kind: str, interpreter: bytes) -> None:
    script = entry_point_script("", "demo", "main")
    data = windows_launcher(kind, "C:\\my env\\Scripts\\python.exe", script)
    assert data.startswith(b"MZ")
    assert b'#!"C:\\my env\\Scripts\\' + interpreter + b'"\r\n' in data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("__main__.py") == script
    assert data == windows_launcher(kind, "C:\\my env\\Scripts\\python.exe", script)
