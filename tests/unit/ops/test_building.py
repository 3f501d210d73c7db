"""Requirements that have to be built, through the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.builder.errors import BuildDisabledError, BuildFailedError, CyclicBuildError
from puv.errors import chain
from puv.events import Building, BuildOutput, Built
from puv.ops.pip.compile import pip_compile
from puv.ops.pip.install import pip_install
from puv.ops.pip.requests import Inputs, PipCompileRequest, PipInstallRequest
from puv.settings.groups.build import BuildSettings
from puv.settings.groups.index import IndexSettings
from support import backend
from support.index_server import IndexFile, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from support.index_server import IndexServer


def sdist(name: str, version: str = "1.0", **options: object) -> IndexFile:
    files = backend.project(name, version, **options)  # type: ignore[arg-type]  # its keywords
    return IndexFile(filename=f"{name}-{version}.tar.gz", content=backend.tarball(files, f"{name}-{version}"))


def needing(requirement: str, module: str = "backend") -> str:
    return f'[build-system]\nrequires = ["{requirement}"]\nbuild-backend = "{module}"\nbackend-path = ["."]\n'


@pytest.fixture(scope="module")
def shelf() -> Iterator[IndexServer]:
    world = World().add("lib", "1.0").add("both", "1.0")
    world.add_file("plain", sdist("plain", requires=("lib",)))
    world.add_file("both", sdist("both"))
    world.add_file("broken", sdist("broken", extra_code=backend.FAILING))
    world.add_file("tool", sdist("tool"))
    world.add_file("made", sdist("made", build_system=needing("tool")))
    world.add_file("ring", sdist("ring", build_system=needing("knot")))
    world.add_file("knot", sdist("knot", build_system=needing("ring")))
    world.add_file("liar", IndexFile(
        filename="liar-1.0.tar.gz", content=backend.tarball(backend.project("liar", "2.0"), "liar-1.0"),
    ))  # fmt: skip
    with world.serve() as running:
        yield running


@pytest.fixture
def workshop(bench: Any, shelf: IndexServer) -> Any:
    bench.settings = bench.settings.replace(index=IndexSettings(index_url=shelf.index_url()))
    return bench


def test_what_has_no_wheel_is_built_and_what_it_needs_installed(workshop: Any) -> None:
    workshop.install("plain")
    assert workshop.installed() == ["lib-1.0", "plain-1.0"]
    labels = [event.label for event in workshop.events if isinstance(event, (Building, Built))]
    assert labels == ["plain==1.0", "plain==1.0"]


def test_a_wheel_is_taken_before_a_source(workshop: Any) -> None:
    workshop.install("both")
    assert "Building" not in workshop.told()


def test_no_binary_builds_although_there_is_a_wheel(workshop: Any) -> None:
    settings = workshop.settings.replace(build=BuildSettings(no_binary=("both",)))
    workshop.install("both", settings=settings)
    assert "Building" in workshop.told()


def test_the_same_revision_is_built_once(workshop: Any) -> None:
    workshop.install("plain")
    workshop.uninstall("plain")
    workshop.install("plain")
    assert "Building" not in workshop.told()
    assert "plain-1.0" in workshop.installed()


def test_other_settings_are_another_build(workshop: Any) -> None:
    workshop.install("plain")
    workshop.uninstall("plain")
    workshop.install("plain", settings=workshop.settings.replace(build=BuildSettings(config_settings=("a=1",))))
    assert "Building" in workshop.told()


def test_what_a_build_needs_may_have_to_be_built_itself(workshop: Any) -> None:
    workshop.install("made")
    assert workshop.installed() == ["made-1.0"]
    labels = [event.label for event in workshop.events if isinstance(event, Building)]
    assert labels == ["made==1.0"], "what only builds need is no news"
    assert "tool==1.0" in {event.label for event in workshop.events if isinstance(event, BuildOutput)}


def test_a_build_that_needs_itself_ends(workshop: Any) -> None:
    with pytest.raises(BuildFailedError) as caught:
        workshop.install("ring")
    assert any(isinstance(link, CyclicBuildError) for link in chain(caught.value))
    assert workshop.installed() == []


def test_a_failed_build_changes_nothing(workshop: Any) -> None:
    with pytest.raises(BuildFailedError, match=r"Failed to build `broken==1\.0`") as caught:
        workshop.install("broken", "lib")
    assert "a complaint" in str(list(chain(caught.value))[-1])
    assert caught.value.exit_code == 1
    assert workshop.installed() == []


def test_a_source_that_is_another_version_is_refused(workshop: Any) -> None:
    with pytest.raises(BuildFailedError) as caught:
        workshop.install("liar")
    assert "does not match given version `1.0`" in str(caught.value.__cause__)


def test_a_directory_without_a_name_tells_it_when_it_is_built(workshop: Any) -> None:
    backend.write(workshop.folder / "nameless", backend.project("nameless", requires=("lib",)))
    workshop.install("./nameless")
    assert workshop.installed() == ["lib-1.0", "nameless-1.0"]


def test_an_editable_leads_to_its_directory(workshop: Any) -> None:
    backend.write(workshop.folder / "proj", backend.project("proj", static=True))
    pip_install(PipInstallRequest(inputs=Inputs(editable=("./proj",))), workshop.settings, workshop.runtime)
    (found,) = workshop.folder.glob(".venv/**/proj.pth")
    assert found.read_text().strip() == str(workshop.folder / "proj")


def test_no_build_forbids_directories(workshop: Any) -> None:
    backend.write(workshop.folder / "proj", backend.project("proj", static=True))
    with pytest.raises(BuildDisabledError, match="attempted to build `proj`"):
        workshop.install("./proj", settings=workshop.settings.replace(build=BuildSettings(no_build=True)))


def test_static_metadata_is_compiled_without_a_build(workshop: Any) -> None:
    backend.write(
        workshop.folder / "proj", backend.project("proj", static=True, requires=("lib",), extra_code="1 / 0\n")
    )
    request = PipCompileRequest(inputs=Inputs(packages=("./proj",)), no_header=True)
    assert pip_compile(request, workshop.settings, workshop.runtime).text == "lib==1.0\n    # via proj\n./proj\n"


def test_a_subdirectory_of_a_directory_is_built(workshop: Any) -> None:
    backend.write(workshop.folder / "outer" / "deep", backend.project("inner"))
    workshop.install(f"inner @ file://{workshop.folder}/outer#subdirectory=deep")
    assert workshop.installed() == ["inner-1.0"]


def test_a_subdirectory_of_an_archive_is_built(workshop: Any) -> None:
    inner = {f"deep/{path}": text for path, text in backend.project("inner").items()}
    (workshop.folder / "many-1.0.tar.gz").write_bytes(backend.tarball(inner, "many-1.0"))
    workshop.install(f"inner @ file://{workshop.folder}/many-1.0.tar.gz#subdirectory=deep")
    assert workshop.installed() == ["inner-1.0"]
    (found,) = workshop.folder.glob(".venv/**/direct_url.json")
    assert '"subdirectory":"deep"' in found.read_text()


def test_build_constraints_limit_what_builds_need(workshop: Any) -> None:
    (workshop.folder / "limits.txt").write_text("tool<1\n")
    inputs = Inputs(packages=("made",), build_constraints=("limits.txt",))
    with pytest.raises(BuildFailedError) as caught:
        pip_install(PipInstallRequest(inputs=inputs), workshop.settings, workshop.runtime)
    assert "No solution found when resolving: `tool`" in [str(link) for link in chain(caught.value)]


def test_nothing_is_left_in_the_temporary_area(workshop: Any) -> None:
    workshop.install("made")
    assert not list((workshop.folder / "cache" / "archives-v1" / "tmp").iterdir())
