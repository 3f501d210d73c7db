"""`python -m puv`."""

from __future__ import annotations

from puv.entry import main

if __name__ == "__main__":
    main()
