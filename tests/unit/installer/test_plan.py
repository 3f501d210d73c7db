"""The difference between pins and an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from puv.installer.plan import InstallPlan, InstallPolicy, plan
from puv.model.cached import CachedWheel
from puv.model.resolution import Pin
from puv.standards.listing import File
from puv.standards.names import PackageName, normalize
from puv.standards.version import Version
from support.environments import dist_info

if TYPE_CHECKING:
    from puv.model.installed import InstalledDist


def pin(text: str, url: str = "") -> Pin:
    name, version = text.split("==")
    file = File(filename=f"{name}-{version}-py3-none-any.whl", url=f"https://example.org/{name}.whl")
    return Pin(name=normalize(name), version=Version.parse(version), file=file, url=url)


def there(*texts: str) -> list[InstalledDist]:
    return [dist_info("/site-packages", *text.split("==")) for text in texts]


def cached(*texts: str) -> dict[PackageName, CachedWheel]:
    found: dict[PackageName, CachedWheel] = {}
    for text in texts:
        name, version = text.split("==")
        filename = f"{name}-{version}-py3-none-any.whl"
        wheel = CachedWheel(name=normalize(name), version=Version.parse(version), filename=filename, path="/x")
        found[wheel.name] = wheel
    return found


def shown(result: InstallPlan) -> dict[str, list[str]]:
    parts = {part: getattr(result, part) for part in ("keep", "link", "fetch", "reinstall", "remove")}
    return {part: [f"{one.name}=={one.version}" for one in found] for part, found in parts.items() if found}


def make(
    pins: list[Pin], installed: list[InstalledDist], wheels: dict[PackageName, CachedWheel] | None = None,
    policy: InstallPolicy | None = None, *, same_place: bool = True,
) -> dict[str, list[str]]:  # fmt: skip
    return shown(plan(pins, installed, wheels or {}, policy or InstallPolicy(), lambda _dist, _url: same_place))


def test_what_is_there_is_kept_and_what_is_missing_fetched_or_linked() -> None:
    pins = [pin("c==1"), pin("b==1"), pin("a==1")]
    assert make(pins, there("a==1"), cached("b==1")) == {"keep": ["a==1"], "link": ["b==1"], "fetch": ["c==1"]}


def test_another_version_is_replaced() -> None:
    assert make([pin("a==2")], there("a==1")) == {"fetch": ["a==2"], "reinstall": ["a==1"]}


def test_versions_are_compared_as_versions() -> None:
    assert make([pin("a==1.0")], there("a==1")) == {"keep": ["a==1.0"]}


def test_two_installations_of_a_name_are_repaired() -> None:
    assert make([pin("a==2")], there("a==2", "a==1")) == {"fetch": ["a==2"], "reinstall": ["a==1", "a==2"]}


def test_others_stay_unless_the_environment_must_be_exact() -> None:
    installed = there("a==1", "z==1", "b==1", "pip==25")
    assert make([pin("a==1")], installed) == {"keep": ["a==1"]}
    exact = InstallPolicy(exact=True, preserve=frozenset({normalize("pip")}))
    assert make([pin("a==1")], installed, policy=exact) == {"keep": ["a==1"], "remove": ["b==1", "z==1"]}


def test_reinstalling_replaces_pins_and_nothing_else() -> None:
    pins, installed = [pin("a==1"), pin("b==1")], there("a==1", "b==1", "c==1")
    everything = make(pins, installed, policy=InstallPolicy(reinstall=True))
    assert everything == {"fetch": ["a==1", "b==1"], "reinstall": ["a==1", "b==1"]}
    one = make(pins, installed, policy=InstallPolicy(reinstall_packages=frozenset({normalize("b")})))
    assert one == {"keep": ["a==1"], "fetch": ["b==1"], "reinstall": ["b==1"]}


def test_a_pin_with_a_url_must_come_from_there() -> None:
    url = pin("a==1", "https://example.org/a.whl")
    assert make([url], there("a==1")) == {"keep": ["a==1"]}
    assert make([url], there("a==1"), same_place=False) == {"fetch": ["a==1"], "reinstall": ["a==1"]}
    assert make([pin("a==1")], there("a==1"), same_place=False) == {"keep": ["a==1"]}


def test_a_plan_that_changes_nothing_is_false() -> None:
    assert not plan([pin("a==1")], there("a==1"), {}, InstallPolicy(), lambda _dist, _url: True)
    assert plan([pin("a==2")], there("a==1"), {}, InstallPolicy(), lambda _dist, _url: True)


def test_removals_are_in_the_order_of_names() -> None:
    result = plan([pin("b==2")], there("c==1", "b==1", "a==1"), {}, InstallPolicy(exact=True), lambda _dist, _url: True)
    assert [dist.name for dist in result.removals] == ["a", "b", "c"]
