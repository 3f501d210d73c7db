"""`AuditSettings`: which vulnerabilities audits leave out."""

from __future__ import annotations

from puv.settings.option import Group, option


class AuditSettings(Group, group="audit"):
    """What files say of audits. `tables` are their `[audit]` tables, the highest first.

    A table has `ignore` and `ignore-until-fixed`, tuples of ids of vulnerabilities, where the file says so.
    """

    tables: tuple[dict[str, object], ...] = option(default=(), key="audit", merge="concat")

    def ids(self, key: str) -> tuple[str, ...]:
        """Return the ids that all tables have under a key."""
        return tuple(str(one) for table in self.tables for one in table.get(key, ()))  # type: ignore[attr-defined]  # checked when read
