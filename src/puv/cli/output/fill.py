"""Wrapping of messages so that lines come out even: the least sum of squared gaps, as uv wraps errors. Pure."""

from __future__ import annotations

from puv.cli.output.wrap import shown_width, words

# The weights of the `textwrap` library that uv uses: a line more, a column too many, a lonely short last word.
_LINE, _OVERFLOW, _SHORT, _SHORT_PART = 1000.0, 2500.0, 25.0, 4


def fill(text: str, width: int | None, first: str, rest: str, *, own: str | None = None) -> str:
    """Return the text with `first` before its first line and `rest` before all others, wrapped to `width` columns.

    Existing line breaks stay; `own`, where given, stands before the lines that follow these. Without a width nothing
    is wrapped. Colours count nothing.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lead = (rest if own is None else own) if lines else first
        if width is None or shown_width(lead + part) <= width:
            lines.append(lead + part)
            continue
        widths = (width - shown_width(lead), width - shown_width(rest))
        for at, line in enumerate(_broken(words(part), widths)):
            lines.append((rest if at else lead) + line)
    return "\n".join(line.rstrip(" ") for line in lines)


def _broken(pieces: list[str], widths: tuple[int, int]) -> list[str]:
    count = len(pieces)
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + shown_width(piece))
    blanks = [len(piece) - len(piece.rstrip(" ")) for piece in pieces]
    # best[j] = (cost, start of the line that ends before piece j, number of lines)
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
    for end in range(1, count + 1):
        choices = []
        for start in range(end - 1, -1, -1):
            target = max(widths[best[start][2] > 0], 1)
            line = ends[end] - ends[start] - blanks[end - 1]
            cost = best[start][0] + _LINE
            if line > target:
                cost += (line - target) * _OVERFLOW
            elif end < count:
                cost += float(target - line) ** 2
            elif start + 1 == end and line < target / _SHORT_PART:
                cost += _SHORT
            choices.append((cost, start, best[start][2] + 1))
            if line > target and start + 1 < end:
                break
        best.append(min(choices))
    lines: list[str] = []
    end = count
    while end:
        start = best[end][1]
        lines.append("".join(pieces[start:end]).rstrip(" "))
        end = start
    return lines[::-1]
