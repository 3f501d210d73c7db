"""Which packages are installed like any other although somebody asks for them as editables."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.model.requirement import Dependency, SourcedRequirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.requirement import TreeKind
    from puv.standards.names import PackageName


class Ordinary(Frozen):
    """`--no-editable` (`everything`) and `--no-editable-package` (`names`)."""

    everything: bool = False
    names: frozenset[PackageName] = frozenset()

    def __contains__(self, name: object) -> bool:
        """Tell whether a package is installed like any other."""
        return self.everything or name in self.names

    def kind(self, name: PackageName, kind: TreeKind) -> TreeKind:
        """Return how a source tree is taken that a project wants as `kind`."""
        return "directory" if kind == "editable" and name in self else kind

    def applied(self, entry: Dependency) -> Dependency:
        """Return a requirement of the user's, no longer for an editable if its package is ordinary."""
        old = entry.requirement
        is_sourced = isinstance(old, SourcedRequirement) and old.tree == "editable"
        if old.name not in self or not (is_sourced or entry.editable):
            return entry
        taken = SourcedRequirement(old.name, old.extras, old.specifiers, old.url, old.marker, tree="directory")
        return Dependency(taken, origin=entry.origin, hashes=entry.hashes, given=entry.given)


NOTHING = Ordinary()
