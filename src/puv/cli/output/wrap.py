"""Wrapping of text at blanks. Pure."""

from __future__ import annotations


def wrap(text: str, width: int, indent: int = 0, *, visible: bool = False) -> str:
    """Break lines at blanks so that none is wider than `width`; following lines begin with `indent` blanks.

    Existing line breaks stay; words longer than a line stay whole. With `visible`, ANSI colours count nothing.
    """
    measure = shown_width if visible else len
    margin = "\n" + " " * indent
    return margin.join(line for part in text.split("\n") for line in _lines(part, width, measure))


def _lines(text: str, width: int, measure: object) -> list[str]:
    count = measure if callable(measure) else len
    lines: list[str] = []
    line, used = "", 0
    for word in words(text):
        trimmed = word.rstrip(" ")
        size = count(trimmed)
        if line and used + size > width:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        line += word
        used += size + len(word) - len(trimmed)
    lines.append(line.rstrip(" "))
    return lines


def words(text: str) -> list[str]:
    """Split into words that keep the blanks behind them."""
    words: list[str] = []
    start = 0
    while start < len(text):
        end = text.find(" ", start)
        if end < 0:
            end = len(text)
        while end < len(text) and text[end] == " ":
            end += 1
        words.append(text[start:end])
        start = end
    return words


def shown_width(text: str) -> int:
    """Count the characters that are seen."""
    if "\x1b" not in text:
        return len(text)
    pieces = text.split("\x1b[")
    return len(pieces[0]) + sum(len(piece.partition("m")[2]) for piece in pieces[1:])
