"""`python -m dev.reference DIRECTORY`: write the pages and schemas."""

from __future__ import annotations

import sys
from pathlib import Path

from dev.reference.pages import pages

if __name__ == "__main__":
    for name, text in pages().items():
        path = Path(sys.argv[1], name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
