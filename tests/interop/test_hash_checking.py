"""Digests beside requirements: what is checked, what is refused, and how it is said, as by uv."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from support import builders
from support.index_server import IndexFile, World
from support.situations import Situation, expect_same

if TYPE_CHECKING:
    from support.interop import Pair

WHEELS = {
    "lib": builders.wheel("lib", "1.0"),
    "dep": builders.wheel("dep", "2.0"),
    "app": builders.wheel("app", "1.0", requires=["dep"]),
}
LIB, DEP, APP = (f"sha256:{hashlib.sha256(WHEELS[name]).hexdigest()}" for name in ("lib", "dep", "app"))
BAD = f"sha256:{'0' * 64}"
MD5 = f"md5:{hashlib.md5(WHEELS['lib'], usedforsecurity=False).hexdigest()}"
SHA512 = f"sha512:{hashlib.sha512(WHEELS['lib']).hexdigest()}"
INSTALL = "pip install -r r.txt"
REQUIRED = f"{INSTALL} --require-hashes"


def world() -> World:
    found = World()
    for name, version in (("lib", "1.0"), ("dep", "2.0"), ("app", "1.0")):
        file = IndexFile(filename=builders.wheel_filename(name, version), content=WHEELS[name])
        found.add_file(name, file)
    return found.add("lib", "2.0")


def situation(words: str, text: str, **changes: Any) -> Situation:
    files = {"r.txt": text, **changes.pop("files", {})}
    return Situation(words=words, files=files, world=world(), **changes)


SITUATIONS = {
    "right": situation(INSTALL, f"lib==1.0 --hash={LIB}\n"),
    "wrong": situation(INSTALL, f"lib==1.0 --hash={BAD}\n"),
    "one of two right": situation(INSTALL, f"lib==1.0 --hash={BAD} --hash={LIB}\n"),
    "other algorithms": situation(INSTALL, f"lib==1.0 --hash={MD5}\n"),
    "a longer one": situation(REQUIRED, f"lib==1.0 --hash={SHA512}\n"),
    "wrong, unchecked": situation(f"{INSTALL} --no-verify-hashes", f"lib==1.0 --hash={BAD}\n"),
    "wrong, unchecked by variable": situation(
        INSTALL, f"lib==1.0 --hash={BAD}\n", variables={"UV_NO_VERIFY_HASHES": "1"}
    ),
    "wrong, unchecked, required": situation(f"{REQUIRED} --no-verify-hashes", f"lib==1.0 --hash={BAD}\n"),
    "of no version": situation(INSTALL, f"lib>=1.0 --hash={LIB}\n"),
    "required and there": situation(REQUIRED, f"app==1.0 --hash={APP}\ndep==2.0 --hash={DEP}\n"),
    "required and not there": situation(REQUIRED, "lib==1.0\n"),
    "required, without a version": situation(REQUIRED, f"lib --hash={LIB}\n"),
    "required of dependencies": situation(REQUIRED, f"app==1.0 --hash={APP}\n"),
    "required of dependencies, which are left out": situation(f"{REQUIRED} --no-deps", f"app==1.0 --hash={APP}\n"),
    "in a constraint": situation(
        f"{REQUIRED} -c c.txt", f"app==1.0 --hash={APP}\n", files={"c.txt": f"dep==2.0 --hash={DEP}\n"}
    ),
    "against a constraint": situation(
        f"{REQUIRED} -c c.txt", f"lib==1.0 --hash={LIB}\n", files={"c.txt": f"lib==1.0 --hash={BAD}\n"}
    ),
    "against a constraint, not required": situation(
        f"{INSTALL} -c c.txt", f"lib==1.0 --hash={LIB}\n", files={"c.txt": f"lib==1.0 --hash={BAD}\n"}
    ),
    "twice, the last wrong": situation(REQUIRED, f"lib==1.0 --hash={LIB}\nlib==1.0 --hash={BAD}\n"),
    "required by the file": situation(INSTALL, "--require-hashes\nlib==1.0\n"),
    "required by variable": situation(INSTALL, "lib==1.0\n", variables={"UV_REQUIRE_HASHES": "1"}),
    "required by the settings": situation(INSTALL, "lib==1.0\n", files={"uv.toml": "[pip]\nrequire-hashes = true\n"}),
    "unchecked by the settings": situation(
        INSTALL, f"lib==1.0 --hash={BAD}\n", files={"uv.toml": "[pip]\nverify-hashes = false\n"}
    ),
    "of an address": situation(
        REQUIRED, f"lib @ SERVER/files/simple/lib-1.0-py3-none-any.whl#{LIB.replace(':', '=')}\n"
    ),
    "wrong, of an address": situation(
        INSTALL, f"lib @ SERVER/files/simple/lib-1.0-py3-none-any.whl#{BAD.replace(':', '=')}\n"
    ),
    "wrong, when syncing": situation("pip sync r.txt", f"lib==1.0 --hash={BAD}\n"),
    "unknown": situation(INSTALL, "lib==1.0 --hash=foo:00\n"),
    "kept when compiling": situation("pip compile r.txt --generate-hashes --no-header", f"lib==1.0 --hash={LIB}\n"),
}


@pytest.mark.parametrize("one", SITUATIONS.values(), ids=SITUATIONS)
def test_digests_are_checked_as_by_uv(ready: Pair, one: Situation) -> None:
    expect_same(ready, one)


def test_what_is_installed_needs_no_digest(ready: Pair) -> None:
    expect_same(ready, situation("pip install lib==1.0", ""))
    expect_same(ready, situation(REQUIRED, "lib==1.0\n"))
