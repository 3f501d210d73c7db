"""The base and the anchors of an HTML index page.

Pages of the ordinary shape are cut at their anchors with `str.split`, ten times as fast as `html.parser`, which
reads every page that departs from that shape; both give the same anchors.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    #: Attributes by name in lower case, values unescaped; None for one without a value.
    Anchor: TypeAlias = dict[str, str | None]

#: Elements of an ordinary page outside its list of anchors, none of which hides or rebases what follows.
_HEAD_TAGS = frozenset(
    ("!doctype", "html", "head", "/head", "meta", "title", "/title", "body", "h1", "/h1", "br", "br/", "p", "/p", "hr"),
)
_BETWEEN = frozenset(("", "<br>", "<br/>", "<br />", "</li><li>", "</p><p>"))
_ENTITIES = (
    ("&gt;", ">"),
    ("&lt;", "<"),
    ("&quot;", '"'),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&#34;", '"'),
    ("&amp;", "\0"),
)
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz-")


def read(text: str) -> tuple[str | None, list[Anchor]]:
    """Return the address of the `<base>`, if any, and the anchors in order."""
    anchors = scan(text)
    return (None, anchors) if anchors is not None else parse(text)


def scan(text: str) -> list[Anchor] | None:
    """Read the anchors of a page of the ordinary shape, which has no base; None for any other page."""
    head, *chunks = text.split("<a")
    if not _is_ordinary(text, head):
        return None
    names: dict[str, str] = {}
    values: dict[str, str] = {}
    anchors = []
    try:
        for chunk in chunks[:-1]:
            anchor, tail = _scan_anchor(chunk, names, values)
            if tail not in _BETWEEN and tail.strip() not in _BETWEEN:
                return None
            anchors.append(anchor)
        if chunks:
            anchors.append(_scan_anchor(chunks[-1], names, values)[0])
    except _Surprise:
        return None
    return anchors


class _Surprise(Exception):  # noqa: N818 - not an error: another reader takes over
    """The page is not of the ordinary shape."""


def _scan_anchor(chunk: str, names: dict[str, str], values: dict[str, str]) -> tuple[Anchor, str]:
    """Read one anchor from after its `<a` on; return its attributes and what follows its `</a>`.

    `names` and `values` remember what a page repeats: the text before a value, and values with entities.
    """
    parts = chunk.split('"')
    anchor: Anchor = {}
    final = len(parts) - 1
    for at in range(0, final, 2):
        part = parts[at]
        name = names.get(part)
        if name is None:
            if part.lstrip()[:1] == ">":
                final = at
                break
            name = names[part] = _attribute_name(part)
        value = parts[at + 1]
        if "&" in value:
            known = values.get(value)
            if known is None:
                known = values[value] = _unescape(value)
            value = known
        if name not in anchor:
            anchor[name] = value
    rest = parts[final] if final == len(parts) - 1 else '"'.join(parts[final:])
    inner, closing, tail = rest.lstrip().partition("</a>")
    if inner[:1] != ">" or not closing or "<" in inner:
        raise _Surprise
    return anchor, tail


def _attribute_name(part: str) -> str:
    """Return the name in ` name=`."""
    name = part.strip()[:-1]
    if not part[:1].isspace() or part[-1:] != "=" or not name or not _NAME.issuperset(name):
        raise _Surprise
    return name


def _is_ordinary(text: str, head: str) -> bool:
    if "<A" in text or "\0" in text or "\r" in text:
        return False
    for piece in head.split("<")[1:]:
        tag, closed, _ = piece.partition(">")
        if not closed or tag[:1].isspace() or not tag or tag.split(None, 1)[0].lower() not in _HEAD_TAGS:
            return False
    lowered = head.lower()
    return lowered.count("<title") == lowered.count("</title>")


def _unescape(value: str) -> str:
    """Replace the entities that index pages use."""
    ampersands = value.count("&")
    for entity, character in _ENTITIES:
        found = value.count(entity)
        ampersands -= found
        if found:
            value = value.replace(entity, character)
    if ampersands:
        raise _Surprise
    return value.replace("\0", "&")


def parse(text: str) -> tuple[str | None, list[Anchor]]:
    """Read any page with `html.parser`."""
    from html.parser import HTMLParser  # 15 ms, for unusual pages only

    anchors: list[Anchor] = []
    bases: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found: Anchor = {}
            for name, value in attrs:
                found.setdefault(name, value)
            if tag == "a":
                anchors.append(found)
            elif tag == "base" and found.get("href"):
                bases.append(found["href"] or "")

    reader = Reader()
    reader.feed(text)
    reader.close()
    return (bases[0] if bases else None), anchors
