"""`RequirementsFile`: what a requirements file says, with what it includes."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.requirement import Dependency


class RequirementsFile(Frozen):
    """The content of a requirements file (pip's format).

    `requirements`, `constraints` and `editables` carry their origin (`-r requirements.in`, `-c constraints.txt`).
    Addresses in them are as written, with variables replaced; relative ones are relative to the working directory.
    `find_links` are URLs and absolute paths. `no_binary` and `only_binary` hold normalised names, `:all:` and `:none:`,
    in order. `warnings` are sentences.
    """

    requirements: tuple[Dependency, ...] = ()
    constraints: tuple[Dependency, ...] = ()
    editables: tuple[Dependency, ...] = ()
    index_url: str | None = None
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    no_index: bool = False
    no_binary: tuple[str, ...] = ()
    only_binary: tuple[str, ...] = ()
    require_hashes: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the file says nothing at all, which deserves a warning."""
        return self.replace(warnings=()) == RequirementsFile()
