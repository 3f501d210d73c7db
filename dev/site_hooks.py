"""What MkDocs does not do by itself: generated pages, pages that stand at the root of the repository, open navigation.

MkDocs loads this file by its path (`hooks` in mkdocs.yml).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from dev.reference.pages import pages  # noqa: E402 - it is found once the path says so

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_ROOT_PAGES = {
    "about/changelog.md": "CHANGELOG.md",
    "about/contributing.md": "CONTRIBUTING.md",
    "about/glossary.md": "GLOSSARY.md",
}
_GENERATED = pages()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Replace the entries of the navigation that end in `*`."""
    sources = {path.relative_to(config.docs_dir).as_posix() for path in Path(config.docs_dir).rglob("*.md")}
    everything = sorted(sources | _GENERATED.keys())
    config.nav = _opened(config.nav, everything, set(_named(config.nav)))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand in no file below docs/."""
    texts = dict(_GENERATED)
    texts.update({name: (ROOT / path).read_text(encoding="utf-8") for name, path in _ROOT_PAGES.items()})
    for name, text in texts.items():
        files.append(File.generated(config, name, content=text))
    return files


def _named(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    values = nav.values() if isinstance(nav, dict) else nav or ()
    return [name for value in values for name in _named(value)]


def _opened(nav: Any, pages: list[str], named: set[str]) -> Any:
    if isinstance(nav, dict):
        return {title: _opened(entry, pages, named) for title, entry in nav.items()}
    if not isinstance(nav, list):
        return nav
    found: list[Any] = []
    for entry in nav:
        if isinstance(entry, str) and entry.endswith("/*"):
            folder = entry[:-1]
            inside = [page for page in pages if page.startswith(folder) and page not in named]
            found += sorted(inside, key=lambda page: (not page.endswith(("/index.md", "/README.md")), page))
        else:
            found.append(_opened(entry, pages, named))
    return found
