"""The choices that several layers share, as literal strings (uv's own words for them).

They are `Literal` types, not enums: `enum` costs milliseconds at start-up and type checkers find a missing
case of a `match` just as well.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    ResolutionMode = Literal["highest", "lowest", "lowest-direct"]
    PrereleaseMode = Literal["disallow", "allow", "if-necessary", "explicit", "if-necessary-or-explicit"]
    IndexStrategy = Literal["first-index", "unsafe-first-match", "unsafe-best-match"]
    LinkMode = Literal["clone", "copy", "hardlink", "symlink"]
    PythonPreference = Literal["only-managed", "managed", "system", "only-system"]
    AnnotationStyle = Literal["split", "line"]
    KeyringProvider = Literal["disabled", "subprocess"]
    IndexFormat = Literal["simple", "flat", "links"]
    Authentication = Literal["auto", "always", "never"]
