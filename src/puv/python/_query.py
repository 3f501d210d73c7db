"""The questions puv asks an interpreter, run by that interpreter (`python -I -c`, from Python 3.6 on) or in process.

It prints one JSON object: the raw facts of `puv.python.interpreter.Interpreter`. It must import nothing of puv, and
only what is quick to import. As it runs under Python 3.6 too, annotations stand in quotes and no newer syntax occurs.
"""

import os
import sys

if sys.flags.no_site and sys.executable:
    # `site` would find the environment, and run every `.pth` file, which may take longer than all the rest.
    _programs = os.path.dirname(os.path.abspath(sys.executable))
    for _place in (_programs, os.path.dirname(_programs)):
        if os.path.isfile(os.path.join(_place, "pyvenv.cfg")):
            sys.prefix = sys.exec_prefix = os.path.dirname(_programs)

import sysconfig

_LEVELS = {"alpha": "a", "beta": "b", "candidate": "rc"}


def _version_text(info: "tuple[int, int, int, str, int]") -> str:
    text = f"{info[0]}.{info[1]}.{info[2]}"
    return text if info[3] == "final" else f"{text}{_LEVELS[info[3]]}{info[4]}"


def _markers() -> "dict[str, str]":
    import platform

    implementation = sys.implementation.version
    text = ".".join(str(part) for part in implementation[:3])
    if implementation[3] != "final":
        text += implementation[3][0] + str(implementation[4])
    return {
        "implementation_name": sys.implementation.name,
        "implementation_version": text,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "python_full_version": platform.python_version(),
        "python_version": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "sys_platform": sys.platform,
    }


def _libc(*, alone: "bool") -> "tuple[str, list[int]]":
    """Return the name and version of the C library on Linux: by asking glibc, else by the loader the program names."""
    try:
        name, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").split()
    except (AttributeError, OSError, ValueError):
        return _mapped_musl() if alone else _musl()
    return "gnu" if name == "glibc" else name, [int(part) for part in version.split(".")[:2] if part.isdigit()]


def _musl() -> "tuple[str, list[int]]":
    import re
    import subprocess

    try:
        with open(sys.executable, "rb") as program:
            found = re.search(rb"/[^\0]*/ld-musl-[^\0]+", program.read(65536))
        if found is None:
            return "none", []
        loader = subprocess.Popen(  # noqa: S603 - the loader that runs this very program
            [found.group().decode()], stderr=subprocess.PIPE, universal_newlines=True
        )
        version = re.search(r"Version (\d+)\.(\d+)", loader.communicate()[1])
    except OSError:
        return "none", []
    return "musl", [int(part) for part in version.groups()] if version else [1, 1]


def _mapped_musl() -> "tuple[str, list[int]]":
    """Tell musl by what is mapped into this process, and its version by the record of Alpine's packages."""
    version = [1, 1]
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
            if "ld-musl-" not in maps.read():
                return "none", []
        with open("/lib/apk/db/installed", encoding="utf-8", errors="replace") as record:
            package = record.read().partition("\nP:musl\n")[2]
        text = package.partition("V:")[2].partition("\n")[0]
        version = [int(part) for part in text.partition("-")[0].split(".")[:2]]
    except (OSError, ValueError):
        return "musl", [1, 1]
    return "musl", version if len(version) == 2 else [1, 1]  # noqa: PLR2004 - major and minor


def _macos(*, alone: "bool") -> "tuple[str, list[int]]":
    import platform

    version = platform.mac_ver()[0]
    if version == "10.16" and alone:
        # Darwin 20 is macOS 11, and so on up to 24; from 25 on macOS has the number of the year to come.
        darwin = int(os.uname().release.partition(".")[0])
        return "none", [darwin - 9 if darwin < 25 else darwin + 1, 0]  # noqa: PLR2004 - as said
    if version == "10.16":
        # An interpreter built against an old SDK is told 10.16 by macOS 11 and later, unless it asks like this.
        import subprocess

        command = [sys.executable, "-sS", "-c", "import platform; print(platform.mac_ver()[0])"]
        environment = dict(os.environ, SYSTEM_VERSION_COMPAT="0")
        version = subprocess.check_output(  # noqa: S603 - this very program
            command, env=environment, universal_newlines=True
        ).strip()
    return "none", [int(part) for part in version.split(".")[:2]]


def _schemes() -> "tuple[dict[str, str], dict[str, str]]":
    """Return where packages go in this interpreter (absolute), and in an environment made from it (relative)."""
    names = sysconfig.get_scheme_names()
    default = getattr(sysconfig, "get_default_scheme", None) or getattr(sysconfig, "_get_default_scheme")  # noqa: B009 - its name before 3.10, unknown to newer type stubs
    keys = ("purelib", "platlib", "scripts", "data", "include")
    paths = sysconfig.get_paths(default())
    scheme = {key: paths[key] for key in keys}
    number = f"{sys.version_info[0]}.{sys.version_info[1]}"
    flavour = ("pypy" if sys.implementation.name == "pypy" else "python") + number
    if sys.prefix != sys.base_prefix:
        scheme["include"] = os.path.join(sys.prefix, "include", "site", flavour)
    own = "venv" if "venv" in names else ("nt" if os.name == "nt" else "posix_prefix")
    empty = {"base": "", "platbase": "", "installed_base": "", "installed_platbase": ""}
    paths = sysconfig.get_paths(own, vars=empty)
    venv = {key: paths[key].lstrip("/\\") for key in keys}
    venv["include"] = "Include" if os.name == "nt" else "include/site/" + flavour
    return scheme, venv


def _platform() -> "str":
    """Return the platform as tags of wheels name it; Pyodide has one of its own (PEP 783)."""
    for name, variable in (("pyemscripten", "PYEMSCRIPTEN_PLATFORM_VERSION"), ("pyodide", "PYODIDE_ABI_VERSION")):
        version = sysconfig.get_config_var(variable) if sys.platform == "emscripten" else None
        if version:
            return f"{name}-{version}-wasm32"
    return sysconfig.get_platform()


def collect(*, alone: "bool" = False) -> "dict[str, object]":
    """Return the facts as a dictionary of plain values; when `alone`, by means of this process only."""
    scheme, venv_scheme = _schemes()
    libc = "none"
    system_version = []  # type: list[int]  # this form of annotation runs under 3.6
    if sys.platform.startswith("linux"):
        libc, system_version = _libc(alone=alone)
    elif sys.platform == "darwin":
        libc, system_version = _macos(alone=alone)
    return {
        "version": _version_text(sys.version_info),
        "markers": _markers(),
        "executable": sys.executable,
        "base_executable": getattr(sys, "_base_executable", None) or "",
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "stdlib": sysconfig.get_path("stdlib"),
        "scheme": scheme,
        "venv_scheme": venv_scheme,
        "platform": _platform(),
        "libc": libc,
        "system_version": system_version,
        "pointer_bits": 64 if sys.maxsize > 2**32 else 32,
        "gil_disabled": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "debug": bool(sysconfig.get_config_var("Py_DEBUG")) or hasattr(sys, "gettotalrefcount"),
        "soabi": sysconfig.get_config_var("SOABI") or "",
    }


if __name__ == "__main__":
    import json

    sys.stdout.write(json.dumps(collect()))
    sys.stdout.write("\n")
