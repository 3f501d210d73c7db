"""Layers of settings and how they become one `Settings`. Pure."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.settings.groups.audit import AuditSettings
from puv.settings.groups.build import BuildSettings
from puv.settings.groups.cache import CacheSettings
from puv.settings.groups.index import IndexSettings
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.network import NetworkSettings
from puv.settings.groups.output import OutputSettings
from puv.settings.groups.pip import PipSettings
from puv.settings.groups.publish import PublishSettings
from puv.settings.groups.python import PythonSettings
from puv.settings.groups.resolve import ResolveSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal, Self, TypeVar

    from puv.settings.option import Group, Option

    LayerKind = Literal["built-in", "system", "user", "project", "environment", "command-line"]
    G = TypeVar("G", bound=Group)

GROUPS: dict[str, type[Group]] = {
    "network": NetworkSettings, "index": IndexSettings, "resolve": ResolveSettings, "build": BuildSettings,
    "install": InstallSettings, "cache": CacheSettings, "python": PythonSettings, "output": OutputSettings,
    "pip": PipSettings, "publish": PublishSettings, "audit": AuditSettings,
}  # fmt: skip


class Layer(Frozen):
    """Values from one source. `values` maps `group.name` to a value of the row's type.

    `place` is a file's path or empty; `kind` orders nothing by itself: `resolve` takes layers from low to high.
    """

    kind: LayerKind
    values: Mapping[str, Any]
    place: str = ""


class Origin(Frozen):
    """Where a value comes from. `place` is the file's path for file layers."""

    kind: LayerKind
    place: str = ""


class Settings:
    """All settings, one attribute per group, and where each value comes from. Treat as frozen."""

    layers: tuple[Layer, ...]

    def __init__(self, layers: Iterable[Layer] = ()) -> None:
        """Combine layers from low to high above the built-in defaults."""
        self.layers = tuple(layers)
        self._groups: dict[str, Group] = {}
        # The names of groups that `replace` has set: the layers do not count for them.
        self._replaced: frozenset[str] = frozenset()

    def _group(self, kind: type[G]) -> G:
        # Groups are made on first use: most commands read three or four of them.
        name = kind.__group__
        found = self._groups.get(name)
        if found is None:
            table = kind.__options__
            values: dict[str, Any] = {}
            for layer in self.layers:
                for path, value in layer.values.items():
                    group, _, field = path.partition(".")
                    if group == name:
                        values[field] = merged(table[field], values[field], value) if field in values else value
            found = self._groups[name] = kind(**values)
        return found  # type: ignore[return-value]  # stored under the group's own name

    @property
    def network(self) -> NetworkSettings:
        """How puv reaches servers."""
        return self._group(NetworkSettings)

    @property
    def index(self) -> IndexSettings:
        """Where packages are looked up."""
        return self._group(IndexSettings)

    @property
    def resolve(self) -> ResolveSettings:
        """Which versions are chosen."""
        return self._group(ResolveSettings)

    @property
    def build(self) -> BuildSettings:
        """What may be built, and how."""
        return self._group(BuildSettings)

    @property
    def install(self) -> InstallSettings:
        """How wheels reach an environment."""
        return self._group(InstallSettings)

    @property
    def cache(self) -> CacheSettings:
        """Where the cache is and what of it is trusted."""
        return self._group(CacheSettings)

    @property
    def python(self) -> PythonSettings:
        """Which interpreters are considered."""
        return self._group(PythonSettings)

    @property
    def output(self) -> OutputSettings:
        """What is shown, and where configuration is looked for."""
        return self._group(OutputSettings)

    @property
    def pip(self) -> PipSettings:
        """What the `[pip]` table may say of single commands."""
        return self._group(PipSettings)

    @property
    def publish(self) -> PublishSettings:
        """Where distributions are uploaded to."""
        return self._group(PublishSettings)

    @property
    def audit(self) -> AuditSettings:
        """Which vulnerabilities audits leave out."""
        return self._group(AuditSettings)

    def origin(self, path: str) -> Origin:
        """Return where the value of `group.name` comes from (the highest layer that has it).

        Raises:
            KeyError: there is no such setting.
        """
        group, _, name = path.partition(".")
        GROUPS[group].__options__[name]
        for layer in reversed(self.layers):
            if path in layer.values:
                return Origin(kind=layer.kind, place=layer.place)
        return Origin(kind="built-in")

    def replace(self, **groups: Group) -> Self:
        """Return a copy in which whole groups are replaced."""
        copy = type(self)(self.layers)
        copy.__dict__.update(_groups={**self._groups, **groups}, _replaced=self._replaced | groups.keys())
        return copy

    def of(self, layers: Iterable[Layer]) -> Settings:
        """Return the settings that other layers give; groups that were replaced as a whole stay."""
        found = Settings(layers)
        found._groups = {name: group for name, group in self._groups.items() if name in self._replaced}
        found._replaced = self._replaced
        return found

    def given(self) -> frozenset[str]:
        """Return the paths (`group.name`) of everything that is set somewhere: by a layer, or in a replaced group."""
        paths = {path for layer in self.layers for path in layer.values}
        for name in self._replaced:
            table = GROUPS[name].__options__
            values = self._groups[name].__dict__
            paths |= {f"{name}.{field}" for field, value in values.items() if value != table[field].default}
        return frozenset(paths)

    def __eq__(self, other: object) -> bool:
        """Compare every group."""
        if not isinstance(other, Settings):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in GROUPS)

    def __hash__(self) -> int:
        """Hash every group."""
        return hash(tuple(getattr(self, name) for name in GROUPS))

    def __repr__(self) -> str:
        """Show the groups that differ from the defaults."""
        shown = (f"{name}={getattr(self, name)!r}" for name, kind in GROUPS.items() if getattr(self, name) != kind())
        return f"Settings({', '.join(shown)})"


def resolve(layers: Iterable[Layer]) -> Settings:
    """Combine layers, given from low to high, into `Settings`."""
    return Settings(layers)


def merged(row: Option, low: Any, high: Any) -> Any:
    """Combine two layers' values of one row: the higher wins, or comes first in lists. Associative."""
    return (*high, *low) if row.merge == "concat" else high
