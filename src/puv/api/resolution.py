"""`Resolution`: which versions were chosen for an interpreter, as a frozen sequence of `Pin`s."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from puv.api.interpreter import Interpreter
from puv.frozen import Frozen
from puv.lockfile.export.pylock import PinsStyle, pylock_of_pins
from puv.lockfile.export.requirements import RequirementsStyle, render
from puv.model import resolution as model
from puv.standards.listing import File
from puv.standards.names import normalize
from puv.standards.pylock import render_pylock
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, Protocol, Self

    from puv.model.derivation import WhyNot
    from puv.model.graph import RequirementGraph, Why

    class Answering(Protocol):
        """What answers questions about resolutions: a session."""

        def why_not(self, requirement: str, requirements: Resolution, /) -> WhyNot:
            """Return why a requirement cannot be met; see `Session.why_not`."""


#: The version of what `to_json` returns; it rises when the meaning of a key changes.
SCHEMA = 1


class Artifact(Frozen):
    """One file that an index lists or a requirement names.

    `url` is absolute and without credentials. `hashes` maps algorithms to hexadecimal digests. `size` is in bytes,
    `upload_time` in milliseconds since 1970, both None where nobody told. `requires_python` is a text of PEP 440;
    `yanked` None, or the reason (maybe empty). `index` is the URL of the index, empty for what was named by address.
    """

    filename: str
    url: str
    hashes: Mapping[str, str] = {}
    size: int | None = None
    upload_time: int | None = None
    requires_python: str = ""
    yanked: str | None = None
    index: str = ""
    has_metadata: bool = False
    metadata_hash: str = ""

    @property
    def is_wheel(self) -> bool:
        """Whether it can be installed as it is."""
        return self.filename.endswith(".whl")

    @classmethod
    def of(cls, file: File) -> Artifact:
        """Return the artifact for a file of a listing."""
        return cls(
            filename=file.filename, url=file.url, hashes=dict(entry.split(":", 1) for entry in file.hashes),
            size=file.size, upload_time=file.upload_time, requires_python=file.requires_python, yanked=file.yanked,
            index=file.index, has_metadata=file.has_metadata, metadata_hash=file.metadata_hash,
        )  # fmt: skip

    def file(self) -> File:
        """Return the file of a listing that this is."""
        return File(
            filename=self.filename, url=self.url, index=self.index, size=self.size, upload_time=self.upload_time,
            hashes=tuple(f"{name}:{digest}" for name, digest in self.hashes.items()), yanked=self.yanked,
            requires_python=self.requires_python, has_metadata=self.has_metadata, metadata_hash=self.metadata_hash,
        )  # fmt: skip


class Pin(Frozen):
    """One chosen distribution.

    `artifact` is what to install, `artifacts` are all files of that version. `extras` are those activated. `url` is
    the address of a requirement with one, else empty. `dependencies` are the names of the pins it needs;
    `requested_by` who asked for it: names, or places like `-r requirements.txt`. `marker` is the condition under which
    it is needed, empty when always. `digests` are those that must match (`algorithm:hex`).
    `requires` are its requirements (`numpy>=1.26`), each with the extra of it that adds it, or nothing.
    """

    name: str
    version: Version
    artifact: Artifact
    artifacts: tuple[Artifact, ...] = ()
    extras: tuple[str, ...] = ()
    index: str = ""
    url: str = ""
    dependencies: tuple[str, ...] = ()
    requested_by: tuple[str, ...] = ()
    marker: str = ""
    digests: tuple[str, ...] = ()
    editable: bool = False
    given: str = ""
    requires: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Show it as a requirement."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        return f"{self.name}{extras} @ {self.url}" if self.url else f"{self.name}{extras}=={self.version}"

    @classmethod
    def of(cls, pin: model.Pin) -> Pin:
        """Return the pin that the resolver chose."""
        return cls(
            name=pin.name, version=pin.version, artifact=Artifact.of(pin.file),
            artifacts=tuple(map(Artifact.of, pin.files)), extras=tuple(pin.extras), index=pin.index, url=pin.url,
            dependencies=tuple(pin.dependencies), requested_by=_requesters(pin.via), marker=pin.marker,
            digests=pin.hashes, editable=pin.editable, given=pin.given, requires=pin.requires,
        )  # fmt: skip

    def chosen(self) -> model.Pin:
        """Return the resolver's pin that this is."""
        return model.Pin(
            name=normalize(self.name), version=self.version, file=self.artifact.file(),
            files=tuple(artifact.file() for artifact in self.artifacts), extras=self.extras,  # type: ignore[arg-type]  # parsed once
            index=self.index, url=self.url, dependencies=tuple(map(normalize, self.dependencies)),
            via=self.requested_by, hashes=self.digests, marker=self.marker, editable=self.editable, given=self.given,
            requires=self.requires,
        )  # fmt: skip


class Resolution(Frozen, Sequence[Pin]):
    """Pins for one interpreter, each after those that it needs (where they need each other, in order of names).

    `requirements` are the texts that were asked for, `asked` their names; `origins` are the requirements that hold
    here, each with the file that it stands in (`-r requirements.txt`), or nothing. Equal answers compare equal,
    and pickle.
    """

    pins: tuple[Pin, ...]
    interpreter: Interpreter
    requirements: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, found: model.Resolution, interpreter: Interpreter, requirements: Iterable[str] = ()) -> Resolution:
        """Return what the resolver found."""
        pins = [Pin.of(pin) for pin in found.pins if not pin.installed]
        return cls(
            pins=tuple(_ordered(pins)), interpreter=interpreter, requirements=tuple(requirements),
            asked=frozenset(found.asked), warnings=tuple(found.warnings),
            origins=found.requirements,
        )  # fmt: skip

    def chosen(self) -> model.Resolution:
        """Return the resolver's resolution that this is."""
        pins = sorted((pin.chosen() for pin in self.pins), key=lambda pin: pin.name)
        return model.Resolution(
            pins=tuple(pins),
            warnings=self.warnings,
            asked=frozenset(map(normalize, self.asked)),
            requirements=self.origins,
        )

    @overload
    def __getitem__(self, key: int) -> Pin: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Pin, ...]: ...
    def __getitem__(self, key: int | slice) -> Pin | tuple[Pin, ...]:
        """Return a pin by its position."""
        return self.pins[key]

    def __iter__(self) -> Iterator[Pin]:
        """Iterate over the pins, what is needed before what needs it."""
        return iter(self.pins)

    def __len__(self) -> int:
        """Count the pins."""
        return len(self.pins)

    def get(self, name: str) -> Pin | None:
        """Return the pin of a package, by its name in any spelling; None where there is none."""
        wanted = normalize(name)
        return next((pin for pin in self.pins if pin.name == wanted), None)

    @property
    def graph(self) -> RequirementGraph:
        """Return who needs whom, beginning with what was asked for."""
        return self.chosen().graph

    def why(self, name: str) -> Why:
        """Return why a package is there: the ways from what was asked for down to it, with the requirements.

        Raises:
            ParseError: `name` is no name.
        """
        return self.chosen().why(name)

    def why_not(self, requirement: str, session: Answering) -> WhyNot:
        """Return why a requirement cannot be met beside those of this resolution, or that it can.

        `session` resolves again: a resolution is a value and has no network.

        Raises:
            PuvError: see `Session.why_not`.
        """
        return session.why_not(requirement, self)

    def to_requirements(self, *, hashes: bool = False, annotate: bool = False) -> str:
        """Return a requirements file with every version pinned, by name; `annotate` tells what each is there for."""
        return render(self.chosen(), RequirementsStyle(hashes=hashes, annotate=annotate))

    def to_pylock(self) -> str:
        """Return a `pylock.toml` (PEP 751) for this interpreter."""
        python = self.interpreter.version
        style = PinsStyle(base="", python=python, tags=dict.fromkeys(self.interpreter.tags, 0))
        return render_pylock(pylock_of_pins(self.chosen(), style))

    def to_pyodide_lock(self, imports: Mapping[str, Sequence[str]] | None = None) -> str:
        """Return a `pyodide-lock.json`, from which `loadPyodide` loads these packages later.

        `imports` names the modules of packages where they are not called like the package.
        """
        import json  # few are in a browser

        from puv.api.pyodide_lock import pyodide_lock

        return json.dumps(pyodide_lock(self, imports or {}), indent=2, sort_keys=True)

    def to_json(self) -> str:
        """Return the pins as JSON, which `from_json` reads; `schema` is `SCHEMA`."""
        import json  # most resolutions stay in the process

        return json.dumps(self.as_json(), indent=2, sort_keys=True)

    def as_json(self) -> dict[str, Any]:
        """Return what `to_json` renders, as plain values."""
        return {
            "schema": SCHEMA,
            "interpreter": dict(self.interpreter.facts()),
            "requirements": list(self.requirements),
            "asked": sorted(self.asked),
            "warnings": list(self.warnings),
            "origins": [list(pair) for pair in self.origins],
            "pins": [_pin_values(pin) for pin in self.pins],
        }  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            InputError: it is of another schema, or none at all.
        """
        import json  # as above

        from puv.api.reading import checked

        return cls.from_values(checked(json.loads, text, "a resolution", SCHEMA))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Build from what `as_json` returned."""
        pins = []
        for entry in values["pins"]:
            fields: dict[str, Any] = dict(entry)
            fields["version"] = Version.parse(fields["version"])
            fields["artifact"] = Artifact(**fields["artifact"])
            fields["artifacts"] = tuple(Artifact(**one) for one in fields["artifacts"])
            fields["requires"] = tuple(map(tuple, fields.get("requires", ())))
            fields = {key: tuple(one) if isinstance(one, list) else one for key, one in fields.items()}
            pins.append(Pin(**fields))
        return cls(
            pins=tuple(pins), interpreter=Interpreter.from_facts(values["interpreter"]),
            requirements=tuple(values["requirements"]), asked=frozenset(values["asked"]),
            warnings=tuple(values["warnings"]),
            origins=tuple((text, where) for text, where in values.get("origins", ())),
        )  # fmt: skip


def _requesters(via: tuple[str, ...]) -> tuple[str, ...]:
    """Return who asked for a pin: what a caller has only limited it by did not."""
    return tuple(origin for origin in via if not origin.endswith(" (workspace)"))


def _pin_values(pin: Pin) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(pin, name) for name in pin.__fields__}
    values["version"] = str(pin.version)
    values["artifact"] = _artifact_values(pin.artifact)
    values["artifacts"] = [_artifact_values(artifact) for artifact in pin.artifacts]
    values["requires"] = [list(pair) for pair in pin.requires]
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def _artifact_values(artifact: Artifact) -> dict[str, Any]:
    values = {name: getattr(artifact, name) for name in artifact.__fields__}
    values["hashes"] = dict(artifact.hashes)
    return values


def _ordered(pins: list[Pin]) -> Iterator[Pin]:
    """Yield the pins after those that they need; in a circle the first by name comes as if it needed nothing."""
    by_name = {pin.name: pin for pin in sorted(pins, key=lambda pin: pin.name)}
    done: set[str] = set()
    for name, pin in by_name.items():
        stack = [(name, iter(pin.dependencies))]
        begun = {name}
        while stack:
            current, needs = stack[-1]
            if current in done:
                stack.pop()
                continue
            needed = next((one for one in needs if one in by_name and one not in done and one not in begun), None)
            if needed is None:
                done.add(current)
                stack.pop()
                yield by_name[current]
            else:
                begun.add(needed)
                stack.append((needed, iter(by_name[needed].dependencies)))
