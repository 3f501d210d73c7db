"""Open every page of the built site in a headless Chromium: no error in its scripts, no link that leads nowhere.

    python dev/browse_site.py SITE [--screenshots DIRECTORY]

Chromium is taken from the `PATH` (`$PUV_CHROMIUM` names another one). Pages come from a loopback server, and nothing
else may be asked for: a site that needs another host does not work on a train. Links to other hosts are not followed.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import shutil
import sys
import threading
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

_WIDTHS = {"narrow": 390, "wide": 1440}
_SCHEMES = ("light", "dark")
_SHOWN = (
    "index.html",
    "guides/first-project.html",
    "reference/commands/pip.html",
    "reference/settings.html",
    "api.html",
)


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Stay silent."""


class Visit:
    """What was found on the way. `links` are pages' addresses with fragments → where they stand."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.problems: list[str] = []
        self.links: dict[str, str] = {}
        self.anchors: dict[str, set[str]] = {}

    def page(self, page: Page, path: str) -> None:
        """Open one page, and note its links, its anchors and what went wrong."""
        here: list[str] = []
        page.on("console", lambda message: here.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: here.append(str(error)))
        page.on("request", lambda request: None if self._ours(request.url) else here.append(f"asks {request.url}"))
        page.on("response", lambda answer: here.append(f"{answer.status}: {answer.url}") if not answer.ok else None)
        page.goto(self.base + path, wait_until="load")
        self.problems += [f"{path}: {text}" for text in here]
        self.anchors[path] = set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))
        for target in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
            if target.startswith(self.base):
                self.links.setdefault(target[len(self.base) :], path)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            self.problems.append(f"{path}: wider than the window by {overflow} pixels")

    def _ours(self, url: str) -> bool:
        return url.startswith((self.base, "data:", "blob:"))

    def check_links(self, root: Path) -> None:
        """Hold every link against the pages, files and anchors that there are."""
        for target, origin in sorted(self.links.items()):
            path, fragment = urldefrag(target)
            path = unquote(urlsplit(path).path) or "index.html"
            path = path + "index.html" if path.endswith("/") else path
            if not (root / path).is_file():
                self.problems.append(f"{origin}: a link to {target}, which is not there")
            elif fragment and path in self.anchors and unquote(fragment) not in self.anchors[path]:
                self.problems.append(f"{origin}: a link to {target}, where that anchor is not")


def browse(root: Path, screenshots: Path | None) -> list[str]:
    """Visit every page below `root`; what is wrong, in words."""
    handler = functools.partial(_Handler, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    visit = Visit(f"http://127.0.0.1:{server.server_address[1]}/")
    chromium = os.environ.get("PUV_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        paths = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.html"))
        for width in _WIDTHS.values():
            context = browser.new_context(viewport={"width": width, "height": 900}, service_workers="block")
            for path in paths:
                page = context.new_page()
                visit.page(page, path)
                page.close()
            context.close()
        _search(browser, visit)
        if screenshots is not None:
            _photograph(browser, visit.base, screenshots)
        browser.close()
    server.shutdown()
    visit.check_links(root)
    print(f"{len(paths)} pages, {len(visit.links)} links, {len(visit.problems)} problems")
    return visit.problems


def _search(browser: Browser, visit: Visit) -> None:
    """Look for something, as a reader would: that is most of the site's scripts."""
    page = browser.new_page()
    page.goto(visit.base + "index.html")
    page.fill("input.md-search__input", "lockfile")
    found = page.wait_for_selector(".md-search-result__item a", state="attached", timeout=20_000)
    if found is None:
        visit.problems.append("the search finds nothing")
    page.close()


def _photograph(browser: Browser, base: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, width in _WIDTHS.items():
        for scheme in _SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            for path in _SHOWN:
                page = context.new_page()
                page.goto(base + path)
                page.screenshot(path=str(folder / f"{Path(path).stem}-{name}-{scheme}.png"))
                page.close()
            context.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--screenshots", type=Path)
    arguments = parser.parse_args()
    found = browse(arguments.site, arguments.screenshots)
    print("\n".join(found))
    sys.exit(bool(found))
