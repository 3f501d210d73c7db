"""`Frozen`: the base of puv's keyword-only frozen values.

`dataclasses` costs 16 ms to import and 0.6 ms per class, more than a whole no-op command may take, so cold
values (requests, reports, settings, events) derive from this base instead; its fields are the annotated
names of the class body, inherited first. Hot values (versions, files, pins) are slotted classes by hand.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_options):  # noqa: ANN003, ANN201 - type checkers see the other branch
        """Stand in for `typing.dataclass_transform`, which only type checkers need."""
        return lambda decorated: decorated


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=True)
class Frozen:
    """A value: keyword-only, immutable, comparable, hashable when its fields are, picklable."""

    __fields__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Collect the annotated names of the class body, after the inherited ones."""
        fields = cls.__fields__
        annotations = cls.__dict__.get("__annotations__", {}).items()  # noqa: RUF063 - inspect costs 10 ms
        own = [name for name, kind in annotations if name not in fields and "ClassVar" not in kind]
        if own:
            cls.__fields__ = (*fields, *own)

    def __init__(self, **values: Any) -> None:
        """Take every field by keyword; a field without a default is required.

        Raises:
            TypeError: a field is missing or unknown.
        """
        cls = type(self)
        fields = cls.__fields__
        unknown = [name for name in values if name not in fields]
        missing = [name for name in fields if name not in values and not hasattr(cls, name)]
        if unknown or missing:
            problem = f"unexpected {unknown}" if unknown else f"missing {missing}"
            message = f"{cls.__name__}() has {problem}"
            raise TypeError(message)
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a value does not change; see `replace`."""
        message = f"{type(self).__name__}.{name} cannot be assigned: the value is frozen"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> None:
        """Refuse: a value does not change."""
        message = f"{type(self).__name__}.{name} cannot be deleted: the value is frozen"
        raise AttributeError(message)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with the given fields changed."""
        return type(self)(**{**self.__dict__, **changes})

    def __eq__(self, other: object) -> bool:
        """Compare type and fields."""
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__fields__)

    def __hash__(self) -> int:
        """Hash type and fields."""
        return hash((type(self), *(_hashable(getattr(self, name)) for name in self.__fields__)))

    def __repr__(self) -> str:
        """Show the fields that differ from their default."""
        shown = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self.__fields__ if name in self.__dict__)
        return f"{type(self).__name__}({shown})"


def _hashable(value: Any) -> Any:
    """Return what stands for a field in a hash: mappings and lists, which nobody changes, count by what they hold."""
    if isinstance(value, dict):
        return frozenset((key, _hashable(entry)) for key, entry in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_hashable, value))
    return value
