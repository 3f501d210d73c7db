"""`build` through real uv and through puv: the same words, the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import backend

if TYPE_CHECKING:
    from support.interop import Pair

SYSTEM = '[build-system]\nrequires = %s\nbuild-backend = "backend"\nbackend-path = ["."]\n'
SDIST = """
def build_sdist(directory, config_settings=None):
    import tarfile
    print("packing", NAME, config_settings)
    name = "{}-{}.tar.gz".format(MODULE, VERSION)
    with tarfile.open(os.path.join(directory, name), "w:gz") as archive:
        for path in ("pyproject.toml", "backend.py"):
            archive.add(path, "{}-{}/{}".format(MODULE, VERSION, path))
    return name
"""


@pytest.fixture
def yard(ready: Pair) -> Pair:
    for place in ready.places:
        root = place.cwd
        backend.write(root / "demo", backend.project("demo", static=True, extra_code=SDIST))
        backend.write(root / "bad", backend.project("bad", static=True, extra_code=SDIST + backend.FAILING))
        backend.write(root / "unpacked", backend.project("unpacked", static=True))
        needy = backend.project("needy", static=True, extra_code=SDIST, build_system=SYSTEM % '["lib"]')
        backend.write(root / "needy", needy)
        lost = backend.project("lost", static=True, extra_code=SDIST, build_system=SYSTEM % '["lib>9"]')
        backend.write(root / "lost", lost)
        (root / "empty").mkdir()
        place.write("limits.txt", "lib==1.0\n")
        members = '[project]\nname = "ws"\nversion = "1"\n[tool.uv.workspace]\nmembers = ["m/*"]\n'
        backend.write(root / "ws", {"pyproject.toml": members})
        for name in ("alpha", "beta"):
            backend.write(root / "ws" / "m" / name, backend.project(name, static=True, extra_code=SDIST))
        (root / "demo-1.0.tar.gz").write_bytes(
            backend.tarball(backend.project("demo", static=True, extra_code=SDIST), "demo-1.0")
        )
    return ready


@pytest.mark.parametrize(
    "words",
    [
        ("demo",), ("demo", "--wheel"), ("demo", "--sdist"), ("demo", "--sdist", "--wheel"), ("demo", "-q"),
        ("demo", "--no-build-logs"), ("demo", "-o", "out"), ("demo", "-o", "out", "--no-create-gitignore"),
        ("demo", "-C", "a=1", "-C", "a=2"), ("demo", "--no-build-isolation"), ("demo", "--require-hashes"),
        ("demo", "--force-pep517", "--wheel"), ("demo", "--all-packages"), ("demo", "--package", "gone"),
        ("demo-1.0.tar.gz",), ("demo-1.0.tar.gz", "--wheel"), ("demo-1.0.tar.gz", "--sdist"),
        ("demo-1.0.tar.gz", "--wheel", "-o", "out"), ("demo-1.0.tar.gz", "--all-packages"),
        ("demo-1.0.tar.gz", "--package", "demo"), ("demo-1.0.tar.gz", "--list"), ("demo", "--list"), ("gone",), (),
        ("empty",), ("bad",), ("bad", "--sdist"), ("bad", "--no-build-logs"), ("unpacked",), ("needy",),
        ("needy", "-b", "limits.txt"), ("needy", "-b", "limits.txt", "--require-hashes"), ("lost", "--wheel"),
        ("ws", "--package", "alpha"), ("ws", "--package", "gone"), ("ws/m/alpha",), ("ws/m/alpha", "--package", "beta"),
        ("ws/m/alpha", "--list"), ("demo", "--list", "--force-pep517"), ("demo", "--package", "a", "--all-packages"),
        ("demo", "--python", "3.99"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_building_is_the_same(yard: Pair, words: tuple[str, ...]) -> None:
    one, two = yard.run("build", *words)
    assert one.code == two.code
    assert one.stdout == two.stdout
    told = [
        sorted(line for line in place.plain(done.stderr).splitlines() if not line.startswith('  File "'))
        for place, done in zip(yard.places, (one, two), strict=True)
    ]
    assert told[0] == told[1]  # the two streams of a backend may come in any order
    found = [
        sorted(path for path in place.files(without=(".venv",)) if "__pycache__" not in path) for place in yard.places
    ]
    assert found[0] == found[1]


def test_every_package_is_built(yard: Pair) -> None:
    one, two = yard.run("build", "ws", "--all-packages")
    assert one.code == two.code == 0
    assert sorted(yard.uv.plain(one.stderr).splitlines()) == sorted(yard.puv.plain(two.stderr).splitlines())
    yard.expect_same("build", "ws", "--all-packages", "--list")


def test_the_output_directory_may_be_emptied_before(yard: Pair) -> None:
    for place in yard.places:
        place.write("out/old.txt", "")
    yard.expect_same("build", "demo", "-o", "out", "--clear", "--wheel")
    assert [sorted(path.name for path in (place.cwd / "out").iterdir()) for place in yard.places] == [
        [".gitignore", "demo-1.0-py3-none-any.whl"]
    ] * 2


def test_nothing_unfinished_is_left(yard: Pair) -> None:
    for name in ("demo", "bad", "lost"):
        yard.puv.run("build", name)
    assert not list(yard.puv.cwd.rglob(".tmp*"))
    assert not list((yard.puv.cache / "archives-v1" / "tmp").iterdir())
