"""How lists of packages look. Pure."""

from __future__ import annotations

from puv.cli.output.console import BOLD, DIM, PLAIN, WARNING
from puv.cli.output.durations import counted
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from puv.ops.pip.requests import Listed, PipCheckReport, PipListReport, PipShowReport, Shown


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out columns under heads and rules, two characters wide gaps left out at line ends."""
    widths = [max(len(head), *(len(row[at]) for row in rows)) for at, head in enumerate(heads)]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "".join(
        " ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def warnings(sentences: Iterable[str]) -> str:
    """Return one warning per sentence."""
    return "".join(f"{WARNING}{BOLD}{sentence}{PLAIN}\n" for sentence in sentences)


def render_list(report: PipListReport, style: str, *, outdated: bool = False) -> Rendered:
    """Render `pip list` as `columns`, `freeze` or `json`."""
    if style == "json":
        text = _json(report.rows, outdated=outdated)
    elif style == "freeze":
        text = "".join(f"{row.name}=={row.version}\n" for row in report.rows)
    else:
        text = _columns(report.rows, outdated=outdated) if report.rows else ""
    return Rendered(stdout=text, stderr=warnings(report.diagnostics), replayable=not outdated)


def _columns(rows: Sequence[Listed], *, outdated: bool) -> str:
    columns = [("Package", [row.name for row in rows]), ("Version", [row.version for row in rows])]
    if outdated:
        columns += [("Latest", [row.latest_version for row in rows]), ("Type", [row.latest_filetype for row in rows])]
    if any(row.editable_location for row in rows):
        columns.append(("Editable project location", [row.editable_location for row in rows]))
    return table([head for head, _ in columns], list(zip(*(cells for _, cells in columns), strict=True)))


def _json(rows: Sequence[Listed], *, outdated: bool) -> str:
    import json  # a rare output format

    entries = []
    for row in rows:
        entry = {"name": row.name, "version": row.version}
        if outdated:
            entry |= {"latest_version": row.latest_version, "latest_filetype": row.latest_filetype}
        if row.editable_location:
            entry["editable_project_location"] = row.editable_location
        entries.append(entry)
    return json.dumps(entries, separators=(",", ":"), ensure_ascii=False) + "\n"


def render_freeze(report: PipListReport) -> Rendered:
    """Render `pip freeze`."""
    text = "".join(f"{_frozen(row)}\n" for row in report.rows)
    return Rendered(stdout=text, stderr=warnings(report.diagnostics), replayable=True)


def _frozen(row: Listed) -> str:
    if row.editable_location:
        return f"-e {_file_url(row.editable_location)}"
    return f"{row.name} @ {row.url}" if row.url else f"{row.name}=={row.version}"


def _file_url(path: str) -> str:
    return path if "://" in path else "file://" + path.replace("%", "%25").replace(" ", "%20").replace("#", "%23")


def render_check(report: PipCheckReport) -> Rendered:
    """Render `pip check`; the count was written by the event."""
    count = len(report.diagnostics)
    if not count:
        return Rendered(stderr=f"{DIM}All installed packages are compatible{PLAIN}\n", replayable=True)
    noun = counted(count, "incompatibility").replace("incompatibilitys", "incompatibilities")
    text = f"{DIM}Found {BOLD}{noun}{PLAIN}{PLAIN}\n" + "".join(f"{BOLD}{line}{PLAIN}\n" for line in report.diagnostics)
    return Rendered(stderr=text, code=1, important=True)


def render_show(report: PipShowReport) -> Rendered:
    """Render `pip show`."""
    missing = ", ".join(report.missing)
    told = f"{WARNING}Package(s) not found for: {BOLD}{missing}{PLAIN}\n" if missing else ""
    return Rendered(
        stdout="---\n".join(map(_shown, report.packages)), stderr=told + warnings(report.diagnostics),
        code=0 if report.packages else 1, failure=report.failure, replayable=report.failure is None,
    )  # fmt: skip


def _shown(row: Shown) -> str:
    lines = [f"Name: {row.name}", f"Version: {row.version}", f"Location: {row.location}"]
    if row.editable_location:
        lines.append(f"Editable project location: {row.editable_location}")
    for head, names in (("Requires:", row.requires), ("Required-by:", row.required_by)):
        if names is not None:
            lines.append(" ".join((head, ", ".join(names))).rstrip())
    if row.files is not None:
        lines += ["Files:", *(f"  {path}" for path in row.files)]
    return "\n".join(lines) + "\n"
