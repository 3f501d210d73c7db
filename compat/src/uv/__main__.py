"""`python -m uv`."""

from __future__ import annotations

from puv.entry import main_module

if __name__ == "__main__":
    main_module()
