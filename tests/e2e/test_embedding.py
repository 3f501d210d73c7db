"""A program in C with Python inside installs packages into a folder of its own and imports them.

There is no `python` anywhere that it could start, and it does not know its own executable.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import puv
from support.builders import wheel, wheel_filename
from support.index_server import IndexFile, World

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIBRARY = os.path.join(str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("LDLIBRARY")))
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None or not os.path.isfile(_LIBRARY),
    reason="needs gcc and a Python that can be embedded",
)

_HOST = """
    #include <Python.h>

    static wchar_t *decoded(const char *text) { return Py_DecodeLocale(text, NULL); }

    int main(int argc, char **argv) {
        /* host SCRIPT HOME PATH...: Python inside, that is nobody's executable. */
        PyConfig config;
        PyConfig_InitIsolatedConfig(&config);
        config.site_import = 0;
        config.write_bytecode = 0;
        config.module_search_paths_set = 1;
        for (int i = 3; i < argc; i++)
            PyWideStringList_Append(&config.module_search_paths, decoded(argv[i]));
        PyConfig_SetString(&config, &config.home, decoded(argv[2]));
        PyConfig_SetString(&config, &config.program_name, L"");
        PyConfig_SetString(&config, &config.executable, L"");
        PyConfig_SetString(&config, &config.base_executable, L"");
        PyStatus status = Py_InitializeFromConfig(&config);
        PyConfig_Clear(&config);
        if (PyStatus_Exception(status)) Py_ExitStatusException(status);
        FILE *script = fopen(argv[1], "r");
        int failed = script == NULL || PyRun_SimpleFile(script, argv[1]);
        return Py_FinalizeEx() || failed;
    }
"""

_SCRIPT = """
    import json, os, sys

    place = os.path.dirname(os.path.abspath(__file__))
    processes, written, watching = [], set(), True
    WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def hook(event, arguments):
        if not watching:
            return
        if event.startswith(("subprocess.", "os.fork", "os.posix_spawn", "os.exec", "os.system", "os.spawn", "pty.")):
            processes.append(event)
        elif event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] and arguments[2] & WRITING:
            written.add(os.path.abspath(os.fsdecode(arguments[0])))
        elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "shutil.copyfile"):
            paths = (path for path in arguments[:2] if isinstance(path, (str, bytes)))
            written.update(os.path.abspath(os.fsdecode(path)) for path in paths)

    sys.addaudithook(hook)
    from puv import Interpreter, Session, Settings, SimpleIndex, Target, errors

    with open(os.path.join(place, "job.json"), encoding="utf-8") as file:
        job = json.load(file)
    me = Interpreter.current()
    site = Target.directory(os.path.join(place, "site"), interpreter=me, scripts="skip")
    cache = os.path.join(place, "cache")
    refused = ""
    with Session(settings=Settings(cache_dir=cache), indexes=[SimpleIndex("corp", job["index"])]) as session:
        report = session.install(job["requirements"], site, only_binary=True)
        try:
            session.install(["sourceonly"], site)
        except errors.BuildInterpreterRequired as error:
            refused = error.code
    site.activate(sys)
    found = {}
    for code in job["imports"]:
        names = {}
        exec(code, names)
        found[code] = names["answer"]
    watching = False
    outside = sorted(path for path in written if not path.startswith((site.path, cache)))
    print(json.dumps({
        "executable": [sys.executable, getattr(sys, "_base_executable", ""), me.executable], "found": found,
        "changes": str(report), "processes": processes, "outside": outside, "refused": refused,
        "restart": bool(report.needs_restart),
    }))
"""

_EXTENSION = """
    #include <Python.h>
    static PyObject *escape(PyObject *self, PyObject *text) { return PyUnicode_FromFormat("<%U>", text); }
    static PyMethodDef methods[] = {{"escape", escape, METH_O, ""}, {NULL, NULL, 0, NULL}};
    static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_speedups", "", -1, methods};
    PyMODINIT_FUNC PyInit__speedups(void) { return PyModule_Create(&module); }
"""


def compiled(source: str, output: Path, *options: str) -> Path:
    """The program or library that gcc makes of a C source."""
    path = output.with_suffix(".c")
    path.write_text(textwrap.dedent(source))
    include = sysconfig.get_paths()["include"]
    subprocess.run(["gcc", "-O1", f"-I{include}", str(path), "-o", str(output), *options], check=True)
    return output


def run_inside(tmp_path: Path, world: World, requirements: Sequence[str], imports: Sequence[str]) -> dict[str, object]:
    """What the script in the embedding program tells."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    folder = str(sysconfig.get_config_var("LIBDIR"))
    host = compiled(_HOST, tmp_path / "host", f"-L{folder}", f"-Wl,-rpath,{folder}", f"-lpython{version}")
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(_SCRIPT))
    paths = [sysconfig.get_path("stdlib"), os.path.join(sysconfig.get_path("stdlib"), "lib-dynload")]
    paths += [str(Path(puv.__file__).parent.parent), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    with world.serve() as server:
        job = {"index": server.index_url(), "requirements": list(requirements), "imports": list(imports)}
        (tmp_path / "job.json").write_text(json.dumps(job))
        told = subprocess.run(
            [host, script, sys.base_prefix, *dict.fromkeys(paths)], capture_output=True, text=True, cwd=tmp_path,
            env={"PATH": str(tmp_path / "nothing"), "HOME": str(tmp_path / "home")}, check=False,
        )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    found: dict[str, object] = json.loads(told.stdout)
    return found


def check(found: dict[str, object]) -> None:
    """What has to hold whatever was installed."""
    assert found["executable"] == ["", "", ""]
    assert found["processes"] == []
    assert found["outside"] == []
    assert found["refused"] == "build-interpreter-required"
    assert found["restart"] is False


def with_source_only(world: World) -> World:
    return world.add("sourceonly", "1.0", tags=(), sdist=True)


def test_a_program_with_python_inside_installs_and_imports_a_pure_and_a_binary_wheel(tmp_path: Path) -> None:
    suffix = str(sysconfig.get_config_var("EXT_SUFFIX"))
    library = compiled(_EXTENSION, tmp_path / f"_speedups{suffix}", "-shared", "-fPIC").read_bytes()
    world = with_source_only(
        World().add("pretty", "1.0", requires=["markup"], files={"pretty.py": "NAME = 'pretty'\n"})
    )
    tag = puv.Interpreter.current().tags[0]
    files = {"markup/__init__.py": "", f"markup/_speedups{suffix}": library}
    content = wheel("markup", "1.0", files=files, tag=tag, purelib=False)
    world.add_file("markup", IndexFile(filename=wheel_filename("markup", "1.0", tag), content=content))
    pretty = "import pretty; answer = pretty.NAME"
    markup = "from markup._speedups import escape; answer = escape('b')"
    found = run_inside(tmp_path, world, ["pretty"], [pretty, markup])
    check(found)
    assert found["changes"] == "+ markup 1.0\n+ pretty 1.0"
    assert found["found"] == {pretty: "pretty", markup: "<b>"}


@pytest.mark.network
def test_a_program_with_python_inside_installs_and_imports_rich_and_markupsafe(tmp_path: Path) -> None:
    """The real ones, which are fetched from the real index before and served from this machine."""
    world = with_source_only(World())
    with puv.Session.from_environment(dict(os.environ)) as session:
        resolution = session.resolve(["rich", "markupsafe"], only_binary=True)
        paths = session.download(resolution, tmp_path / "wheels")
    for pin, path in zip(resolution, paths, strict=True):
        world.add_file(pin.name, IndexFile(filename=os.path.basename(path), content=Path(path).read_bytes()))
    rich = (
        "import io, rich.console as c; o = io.StringIO(); c.Console(file=o).print('[b]hi[/b]'); answer = o.getvalue()"
    )
    markup = "from markupsafe import _speedups, escape; answer = str(escape('<b>'))"
    found = run_inside(tmp_path, world, ["rich", "markupsafe"], [rich, markup])
    check(found)
    assert found["found"] == {rich: "hi\n", markup: "&lt;b&gt;"}
