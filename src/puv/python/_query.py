"""The questions puv asks an interpreter, run by that interpreter (`python -I -c`, from Python 3.6 on) or in process.

It prints one JSON object: the raw facts of `puv.python.interpreter.Interpreter`. It must import nothing of puv, and
only what is quick to import.
"""

import os
import sys
import sysconfig

# This file runs under Python 3.6 too, so it is written for it: no walrus, no `|` types, no postponed annotations.


def _full_version():  # type: ignore[no-untyped-def]  # runs under 3.6
    level = {"alpha": "a", "beta": "b", "candidate": "rc"}.get(sys.version_info[3])
    text = "%d.%d.%d" % sys.version_info[:3]
    return text if level is None else "%s%s%d" % (text, level, sys.version_info[4])


def _markers(full_version):  # type: ignore[no-untyped-def]  # runs under 3.6
    import platform

    info = sys.implementation.version
    text = "%d.%d.%d" % info[:3]
    if info[3] != "final":
        text += info[3][0] + str(info[4])
    return {
        "implementation_name": sys.implementation.name,
        "implementation_version": text,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "python_full_version": full_version + ("+" if sys.version.split(" ", 1)[0].endswith("+") else ""),
        "python_version": "%d.%d" % sys.version_info[:2],
        "sys_platform": sys.platform,
    }


def _libc():  # type: ignore[no-untyped-def]  # runs under 3.6
    """Return the name and version of the C library on Linux: by asking glibc, else by the loader the program names."""
    try:
        name, version = os.confstr("CS_GNU_LIBC_VERSION").split()
    except (AttributeError, OSError, ValueError):
        return _musl()
    return ["gnu" if name == "glibc" else name, [int(part) for part in version.split(".")[:2] if part.isdigit()]]


def _musl():  # type: ignore[no-untyped-def]  # runs under 3.6
    import re
    import subprocess

    try:
        with open(sys.executable, "rb") as program:
            found = re.search(rb"/[^\0]*/ld-musl-[^\0]+", program.read(65536))
        if found is None:
            return ["none", []]
        loader = subprocess.Popen([found.group().decode()], stderr=subprocess.PIPE, universal_newlines=True)
        version = re.search(r"Version (\d+)\.(\d+)", loader.communicate()[1])
    except OSError:
        return ["none", []]
    return ["musl", [int(part) for part in version.groups()] if version else [1, 1]]


def _macos():  # type: ignore[no-untyped-def]  # runs under 3.6
    import platform

    version = platform.mac_ver()[0]
    if version == "10.16":
        # An interpreter built against an old SDK is told 10.16 by macOS 11 and later, unless it asks like this.
        import subprocess

        command = [sys.executable, "-sS", "-c", "import platform; print(platform.mac_ver()[0])"]
        environment = dict(os.environ, SYSTEM_VERSION_COMPAT="0")
        version = subprocess.check_output(command, env=environment, universal_newlines=True).strip()
    return ["none", [int(part) for part in version.split(".")[:2]]]


def _schemes():  # type: ignore[no-untyped-def]  # runs under 3.6
    """Return where packages go in this interpreter (absolute), and in an environment made from it (relative)."""
    names = sysconfig.get_scheme_names()
    default = getattr(sysconfig, "get_default_scheme", getattr(sysconfig, "_get_default_scheme", None))()
    keys = ("purelib", "platlib", "scripts", "data", "include")
    paths = sysconfig.get_paths(default)
    scheme = {key: paths[key] for key in keys}
    minor = "python%d.%d" % sys.version_info[:2]
    flavour = "pypy%d.%d" % sys.version_info[:2] if sys.implementation.name == "pypy" else minor
    if sys.prefix != sys.base_prefix:
        scheme["include"] = os.path.join(sys.prefix, "include", "site", flavour)
    own = "venv" if "venv" in names else ("nt" if os.name == "nt" else "posix_prefix")
    empty = {"base": "", "platbase": "", "installed_base": "", "installed_platbase": ""}
    paths = sysconfig.get_paths(own, vars=empty)
    venv = {key: paths[key].lstrip("/\\") for key in keys}
    venv["include"] = "Include" if os.name == "nt" else "include/site/" + flavour
    return scheme, venv


def collect():  # type: ignore[no-untyped-def]  # runs under 3.6
    """Return the facts as a dictionary of plain values."""
    full_version = _full_version()
    scheme, venv_scheme = _schemes()
    if sys.platform.startswith("linux"):
        libc = _libc()
    elif sys.platform == "darwin":
        libc = _macos()
    else:
        libc = ["none", []]
    base_executable = getattr(sys, "_base_executable", None)
    return {
        "version": full_version,
        "markers": _markers(full_version),
        "executable": sys.executable,
        "base_executable": base_executable or "",
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "stdlib": sysconfig.get_path("stdlib"),
        "sys_path": list(sys.path),
        "scheme": scheme,
        "venv_scheme": venv_scheme,
        "platform": sysconfig.get_platform(),
        "libc": libc[0],
        "system_version": libc[1],
        "pointer_bits": 64 if sys.maxsize > 2**32 else 32,
        "gil_disabled": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "debug": bool(sysconfig.get_config_var("Py_DEBUG")) or hasattr(sys, "gettotalrefcount"),
        "soabi": sysconfig.get_config_var("SOABI") or "",
    }


if __name__ == "__main__":
    import json

    if sys.version_info < (3, 6):
        sys.exit("Python 3.6 or newer is needed")
    sys.stdout.write(json.dumps(collect()))
    sys.stdout.write("\n")
