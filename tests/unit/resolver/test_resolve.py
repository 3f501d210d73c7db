from __future__ import annotations

import pytest

from puv.events import Resolving
from puv.model.requirement import Dependency
from puv.resolver.errors import UnsatisfiableInput
from puv.resolver.manifest import Manifest, ResolveOptions
from puv.resolver.resolve import resolve
from puv.standards.metadata import Metadata
from puv.standards.requirement import parse_requirement
from puv.standards.version import Version
from support.fake_port import Dist, FakePort
from support.resolving import answer, dependencies, manifest, pins, target

WORLD = {
    "a": {"1.0": ["b", "c<2"], "2.0": ["c>=2"]},
    "b": {"1.0": ["d"], "2.0a1": ["d"]},
    "c": {"1.0": [], "2.0": ["d[x]"]},
    "d": {"1.0": Dist(["e"], extras={"x": ["f"], "y": ["b"]}), "0.9": []},
    "e": {"1": []},
    "f": {"1": [], "2.0": Dist(python=">=3.13")},
}


def test_the_newest_versions_that_fit_are_chosen() -> None:
    assert pins(WORLD, ["b", "a", "c"]) == {"a": "2.0", "b": "1.0", "c": "2.0", "d": "1.0", "e": "1", "f": "1"}


def test_annotations_name_origins_first_and_then_packages() -> None:
    found = {pin.name: pin for pin in answer(WORLD, ["b", "a", "c"])}
    assert found["c"].via == ("-r r.in", "a")
    assert found["d"].via == ("b", "c")
    assert found["d"].extras == ("x",)
    assert found["d"].dependencies == ("e", "f")


def test_a_constraint_is_named_where_it_says_something() -> None:
    asked = manifest(["a", "f"], constraints=["c<2", "e<5", "d"])
    found = {pin.name: pin for pin in answer(WORLD, asked)}
    assert {name: str(pin.version) for name, pin in found.items() if name in "ac"} == {"a": "1.0", "c": "1.0"}
    assert found["c"].via == ("-c c.txt", "a")
    assert found["d"].via == ("b",)
    assert found["e"].via == ("-c c.txt", "d")


def test_a_constraint_alone_brings_nothing_in() -> None:
    assert "c" not in pins(WORLD, manifest(["b"], constraints=["c==1.0"]))


def test_an_override_replaces_requirements_and_drops_their_marker() -> None:
    world = {"a": {"1": ["c; sys_platform == 'win32'"]}, "c": {"1.0": [], "2.0": []}}
    assert pins(world, ["a"]) == {"a": "1"}
    asked = manifest(["a"], overrides=["c==1.0"])
    assert pins(world, asked) == {"a": "1", "c": "1.0"}
    assert {pin.name: pin.via for pin in answer(world, asked)}["c"] == ("--override o.txt", "a")


def test_an_override_of_what_an_extra_wants_still_waits_for_the_extra() -> None:
    world = {"b": {"1": Dist(extras={"x": ["c"]})}, "c": {"1.0": [], "2.0": []}}
    assert pins(world, manifest(["b"], overrides=["c==1.0"])) == {"b": "1"}
    assert pins(world, manifest(["b[x]"], overrides=["c==1.0"])) == {"b": "1", "c": "1.0"}


def test_excluded_names_are_left_out() -> None:
    assert pins(WORLD, manifest(["b"], excludes=frozenset({"d"}))) == {"b": "1.0"}


def test_without_dependencies_only_what_is_asked_for_is_chosen() -> None:
    assert pins(WORLD, manifest(["a", "b"], no_deps=True)) == {"a": "2.0", "b": "1.0"}


def test_extras_that_name_extras_are_followed() -> None:
    world = {"r": {"1": Dist(extras={"all": ["r[p,q]"], "p": ["s"], "q": ["t"]})}, "s": {"1": []}, "t": {"1": []}}
    assert set(pins(world, ["r[all]"])) == {"r", "s", "t"}
    assert set(pins(world, ["r[q]"])) == {"r", "t"}


def test_an_extra_nobody_provides_is_a_warning() -> None:
    found = answer(WORLD, ["d[nope]"])
    assert found.warnings == ("The package `d==1.0` does not have an extra named `nope`",)


def test_an_older_version_without_the_extra_is_chosen_when_the_extra_conflicts() -> None:
    world = {"a": {"1": [], "2": [], "3": []}, "d": {"0.9": [], "1.0": Dist(["a<2"], extras={"x": ["a>=3"]})}}
    assert pins(world, ["d[x]"]) == {"d": "0.9"}


@pytest.mark.parametrize(
    ("mode", "requirement", "chosen"),
    [
        ("if-necessary", "p", "1.0"),
        ("if-necessary", "p>1.0", "2.0a1"),
        ("if-necessary", "p>=1.0a1", "1.0"),
        ("allow", "p", "2.0a1"),
        ("explicit", "p>=1.0a1,>1.0", "2.0a1"),
        ("disallow", "p", "1.0"),
    ],
)
def test_pre_releases_follow_the_mode(mode: str, requirement: str, chosen: str) -> None:
    assert pins({"p": {"1.0": [], "2.0a1": []}}, [requirement], prerelease=mode) == {"p": chosen}


def test_the_mode_of_one_package_wins_over_the_general_one() -> None:
    world = {"p": {"1": [], "2a1": []}, "q": {"1": [], "2a1": []}}
    assert pins(world, ["p", "q"], prerelease_package={"q": "allow"}) == {"p": "1", "q": "2a1"}


def test_lowest_takes_the_oldest_and_lowest_direct_only_for_direct_ones() -> None:
    world = {"a": {"1": ["b"], "2": ["b"]}, "b": {"1": [], "2": []}}
    assert pins(world, ["a"], mode="lowest") == {"a": "1", "b": "1"}
    assert pins(world, ["a"], mode="lowest-direct") == {"a": "1", "b": "2"}
    assert len(answer(world, ["a"], mode="lowest").warnings) == 2


def test_a_yanked_version_needs_an_exact_first_party_pin() -> None:
    world = {"a": {"1": [], "2": Dist(yanked="broken")}, "z": {"1": ["a==2"]}}
    assert pins(world, ["a"]) == {"a": "1"}
    assert answer(world, ["a==2"]).warnings == ('`a==2` is yanked (reason: "broken")',)
    with pytest.raises(Exception, match="was yanked"):
        pins(world, ["z"])


def test_files_later_than_the_limit_do_not_exist() -> None:
    world = {"a": {"1": Dist(time=1000), "2": Dist(time=3000), "3": Dist()}}
    assert pins(world, ["a"], exclude_newer=2000) == {"a": "1"}
    assert pins(world, ["a"], exclude_newer=2000, exclude_newer_package={"a": False}) == {"a": "3"}
    assert pins(world, ["a"], exclude_newer=2000, undated_indexes=frozenset({"https://example.org/simple"})) == {
        "a": "3"
    }


def test_versions_for_another_python_or_platform_are_passed_over() -> None:
    world = {
        "a": {"1": [], "2": Dist(tags=["cp311-cp311-win_amd64"]), "3": Dist(python=">=3.12")},
        "b": {"1": Dist(python=">=3.6,<3.8")},
    }
    assert pins(world, ["a", "b"]) == {"a": "1", "b": "1"}


def test_the_wheel_with_the_best_tag_is_chosen() -> None:
    world = {"a": {"1": Dist(tags=["py3-none-any", "cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-win_amd64"])}}
    assert answer(world, ["a"]).pins[0].file.filename == "a-1-cp311-cp311-manylinux_2_17_x86_64.whl"
    assert len(answer(world, ["a"]).pins[0].files) == 3


def test_a_version_with_only_a_source_distribution_is_passed_over_when_it_cannot_be_built() -> None:
    world = {"a": {"1": [], "2": Dist(tags=[], sdist=True)}}
    assert pins(world, ["a"]) == {"a": "1"}
    assert pins(world, ["a"], only_binary=True) == {"a": "1"}


def test_preferred_versions_are_kept_while_they_fit() -> None:
    world = {"a": {"1": [], "2": [], "3": ["b>1"]}, "b": {"1": [], "2": []}}
    assert pins(world, manifest(["a"], preferences={"a": "2"})) == {"a": "2"}
    assert pins(world, manifest(["a>2"], preferences={"a": "2", "b": "1"})) == {"a": "3", "b": "2"}


class InstalledFake:
    url = ""

    def __init__(self, name: str, version: str, needs: list[str]) -> None:
        self.name, self.version = name, Version.parse(version)
        self._needs = needs

    def metadata(self) -> Metadata:
        return Metadata(name=self.name, version=self.version, requires=self._needs)  # type: ignore[arg-type]


def test_what_is_installed_stays_even_when_no_index_knows_it() -> None:
    world = {"a": {"1": [], "2": []}, "b": {"1": []}}
    installed = {"a": InstalledFake("a", "1.5", ["b"])}
    found = {pin.name: pin for pin in answer(world, manifest(["a"], installed=installed))}
    assert (str(found["a"].version), found["a"].installed, set(found)) == ("1.5", True, {"a", "b"})
    assert pins(world, manifest(["a>=2"], installed=installed)) == {"a": "2"}
    assert pins(world, manifest(["a"], installed=installed, reinstall=True)) == {"a": "2"}


def test_the_first_index_with_a_package_is_the_only_one() -> None:
    port = FakePort({"a": {"1": []}}, {"a": {"2": []}, "b": {"1": []}})
    assert pins(port, ["a", "b"]) == {"a": "1", "b": "1"}
    assert pins(port, ["a"], index_strategy="unsafe-best-match") == {"a": "2"}
    assert pins(port, ["a"], index_strategy="unsafe-first-match") == {"a": "1"}
    assert pins(port, ["a>1"], index_strategy="unsafe-first-match") == {"a": "2"}


def test_a_direct_address_is_the_only_version() -> None:
    port = FakePort({"c": {"1.0": ["d"], "2.0": []}, "d": {"1": []}})
    found = {pin.name: pin for pin in answer(port, ["c @ https://example.org/files/c-1.0-py3-none-any.whl", "c"])}
    assert str(found["c"].version) == "1.0"
    assert found["c"].url == "https://example.org/files/c-1.0-py3-none-any.whl"
    assert set(found) == {"c", "d"}


def test_two_addresses_for_one_name_are_refused() -> None:
    urls = ["c @ https://example.org/c-1.0-py3-none-any.whl", "c @ https://example.org/c-2.0-py3-none-any.whl"]
    with pytest.raises(UnsatisfiableInput, match="conflicting URLs for package `c`"):
        answer({"c": {"1.0": [], "2.0": []}}, urls)


def test_an_address_that_only_a_dependency_gives_is_refused() -> None:
    world = {"u": {"1": ["c @ https://example.org/c-1.0-py3-none-any.whl"]}, "c": {"1.0": []}}
    with pytest.raises(UnsatisfiableInput, match="Failed to resolve dependencies for package `u==1`") as caught:
        answer(world, ["u"])
    assert "URL dependencies must be expressed as direct requirements" in str(caught.value.__cause__)


def test_hash_checking_wants_pins_and_digests() -> None:
    world = {"a": {"1": Dist(hashes=("sha256:aa",))}}
    pinned = Dependency(parse_requirement("a==1"), hashes=("sha256:aa",))
    rules = ResolveOptions(require_hashes=True)
    found = resolve(Manifest(requirements=(pinned,)), target(), FakePort(world), rules)
    assert found.pins[0].hashes == ("sha256:aa",)
    for text, message in (("a", "versions pinned with `==`"), ("a==1", "have a hash")):
        with pytest.raises(UnsatisfiableInput, match=message):
            resolve(Manifest(requirements=dependencies([text])), target(), FakePort(world), rules)


def test_listings_are_announced_before_they_are_asked_for() -> None:
    port = FakePort(WORLD)
    answer(port, ["a", "b"])
    assert port.prefetched[:2] == ["a", "b"]
    assert set(port.prefetched) == {"a", "b", "c", "d", "e", "f"}
    assert "a-2.0-py3-none-any.whl" in port.prefetched_files


def test_a_long_walk_fetches_metadata_in_batches() -> None:
    world = {"a": {str(n): [f"b=={n}"] for n in range(1, 40)}, "b": {"1": []}}
    port = FakePort(world)
    assert pins(port, ["a"]) == {"a": "1", "b": "1"}
    # When five versions have been tried, the next five are announced, long before they are asked for.
    assert port.prefetched_files.index("a-31-py3-none-any.whl") < port.prefetched_files.index("a-29-py3-none-any.whl")
    assert len([name for name in port.asked if name.startswith("a-")]) == 39


def test_each_version_that_is_tried_is_told() -> None:
    told: list[object] = []
    resolve(manifest(["a"]), target(), FakePort({"a": {"1": []}}), observer=told.append)
    assert told == [Resolving(name="a", version="1")]


def test_metadata_that_cannot_be_read_rules_out_one_version() -> None:
    world = {"a": {"1": [], "2": Dist(unusable="invalid-metadata"), "3": Dist(["!!"])}}
    assert pins(world, ["a"]) == {"a": "1"}
