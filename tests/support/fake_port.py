"""`FakePort`: the resolver's port over a dict `{name: {version: [requirements…]}}`, optionally slow or shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from puv.model.availability import Missing, Unusable
from puv.standards.listing import File
from puv.standards.metadata import Metadata
from puv.standards.names import parse_extra_name, parse_package_name
from puv.standards.version import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from puv.model.availability import Unusable as Answer
    from puv.standards.listing import Listing
    from puv.standards.names import PackageName

INDEX = "https://example.org/simple"


class Dist:
    """One version of a fake world: what it needs and what its files are like."""

    def __init__(  # noqa: PLR0913 - one keyword for each thing a test may want to say
        self,
        needs: Iterable[str] = (),
        *,
        extras: Mapping[str, Iterable[str]] | None = None,
        python: str = "",
        tags: Iterable[str] = ("py3-none-any",),
        sdist: bool = False,
        yanked: str | None = None,
        time: int | None = None,
        unusable: str = "",
        hashes: tuple[str, ...] = (),
        metadata_python: str = "",
    ) -> None:
        self.needs = list(needs)
        for extra, requirements in (extras or {}).items():
            for requirement in requirements:
                text, _, marker = requirement.partition(";")
                condition = f"({marker.strip()}) and extra == '{extra}'" if marker else f"extra == '{extra}'"
                self.needs.append(f"{text.strip()} ; {condition}")
        self.extras = tuple(map(parse_extra_name, extras or ()))
        self.python, self.tags, self.sdist, self.yanked = python, tuple(tags), sdist, yanked
        self.time, self.unusable, self.hashes, self.metadata_python = time, unusable, hashes, metadata_python


World = dict[str, dict[str, "list[str] | Dist"]]


class FakeListing:
    """A listing over one package of a world."""

    def __init__(self, name: PackageName, dists: Mapping[str, Dist], index: str) -> None:
        self.name, self.index = name, index
        self._rows = sorted(((Version.parse(text), dist) for text, dist in dists.items()), key=lambda row: row[0].key)
        self.versions = [str(version) for version, _ in self._rows]

    def version(self, position: int) -> Version:
        return self._rows[position][0]

    def files(self, position: int) -> tuple[File, ...]:
        version, dist = self._rows[position]
        stem = f"{self.name.replace('-', '_')}-{version}"
        names = [f"{stem}-{tag}.whl" for tag in dist.tags] + ([f"{stem}.tar.gz"] if dist.sdist else [])
        return tuple(
            File(
                filename=name,
                url=f"{self.index}/{self.name}/{name}",
                index=self.index,
                requires_python=dist.python,
                yanked=dist.yanked,
                upload_time=dist.time,
                hashes=dist.hashes,
            )
            for name in sorted(names)
        )


class FakePort:
    """Answers from one world, or from several in index order; remembers the questions.

    `delay` is called before every answer (to shuffle the timing of threads, or to count).
    """

    def __init__(self, *worlds: World, missing: str = "not-found", delay: Callable[[], None] | None = None) -> None:
        self.indexes: list[tuple[str, dict[str, dict[str, Dist]]]] = []
        for number, world in enumerate(worlds):
            rows = {n: {v: d if isinstance(d, Dist) else Dist(d) for v, d in vs.items()} for n, vs in world.items()}
            self.indexes.append((INDEX if not number else f"{INDEX}{number}", rows))
        self.missing: Any = missing
        self.delay = delay
        self.prefetched: list[str] = []
        self.prefetched_files: list[str] = []
        self.asked: list[str] = []

    def prefetch(self, names: Iterable[PackageName]) -> None:
        self.prefetched += names

    @staticmethod
    def located(url: str) -> str:
        return url

    def prefetch_metadata(self, files: Iterable[File]) -> None:
        self.prefetched_files += [file.filename for file in files]

    def listings(self, name: PackageName, index: str = "") -> tuple[Listing, ...] | Missing:
        if self.delay:
            self.delay()
        found = tuple(
            FakeListing(name, rows[name], url) for url, rows in self.indexes if name in rows and index in ("", url)
        )
        return found or Missing(reason=self.missing)

    def metadata(self, file: File) -> Metadata | Answer:
        if self.delay:
            self.delay()
        self.asked.append(file.filename)
        name, version = file.filename.split("-")[:2] if file.is_wheel else file.filename[:-7].split("-")
        name = name.replace("_", "-")
        for index, rows in self.indexes:
            if name in rows and (file.index == index or not file.index):
                for text, dist in rows[name].items():
                    if Version.parse(text) == Version.parse(version):
                        if dist.unusable or not file.is_wheel:
                            return Unusable(reason=dist.unusable or "no-build", detail="Building is disabled")  # type: ignore[arg-type]
                        return Metadata(
                            name=parse_package_name(name), version=Version.parse(text), requires=dist.needs,
                            requires_python=dist.metadata_python or dist.python, provides_extras=dist.extras,
                        )  # fmt: skip
        return Unusable(reason="network")
