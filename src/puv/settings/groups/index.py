"""`IndexSettings`: where packages are looked up."""

from __future__ import annotations

from puv.model.index import DEFAULT_INDEX_URL
from puv.settings import values
from puv.settings.option import Group, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.policy import IndexStrategy, KeyringProvider

_HEADING = "Index options"


class IndexSettings(Group, group="index"):
    """Where packages are looked up. Indexes are texts as written: `URL`, `NAME=URL`, a path or a configured name.

    `configured` are the `[[index]]` tables of the files, highest first (mappings as parsed). `from_files` rules do not
    apply on top of those: see `puv.settings.indexes`.
    """

    index: tuple[str, ...] = option(
        default=(), flag="--index", env="UV_INDEX", display_env="[env: UV_INDEX]", split=" ", parse=values.index,
        merge="concat", heading=_HEADING, help="Indexes to search before the default one",
        long_help="Indexes to search before the default one.\n\nEach is the URL of a simple repository (PEP 503), a "
        "local directory of the same shape, or `NAME=URL`. All come before the index of `--default-index`; the "
        "first given is searched first.",
    )  # fmt: skip
    default_index: str | None = option(
        default=None, flag="--default-index", env="UV_DEFAULT_INDEX", display_env="[env: UV_DEFAULT_INDEX]",
        parse=values.index, heading=_HEADING,
        help=f"The index to search last (by default: <{DEFAULT_INDEX_URL}>)",
        long_help=f"The index to search last (by default: <{DEFAULT_INDEX_URL}>).\n\nThe URL of a simple repository "
        "(PEP 503) or a local directory of the same shape.",
    )  # fmt: skip
    index_url: str | None = option(
        default=None, flag="--index-url", short="i", env="UV_INDEX_URL", display_env="[env: UV_INDEX_URL]",
        key="index-url", pip_key="index-url", heading=_HEADING,
        help="(Deprecated: use `--default-index`) URL of the index to search last (by default: "
        f"<{DEFAULT_INDEX_URL}>)",
    )  # fmt: skip
    extra_index_url: tuple[str, ...] = option(
        default=(), flag="--extra-index-url", env="UV_EXTRA_INDEX_URL", display_env="[env: UV_EXTRA_INDEX_URL]",
        split=" ", key="extra-index-url", pip_key="extra-index-url", merge="concat", heading=_HEADING,
        help="(Deprecated: use `--index`) URLs of further indexes, searched before `--index-url`",
    )  # fmt: skip
    find_links: tuple[str, ...] = option(
        default=(), flag="--find-links", short="f", env="UV_FIND_LINKS", display_env="[env: UV_FIND_LINKS]",
        split=",", key="find-links", pip_key="find-links", merge="concat", heading=_HEADING,
        help="Directories or pages whose distributions are considered besides those of the indexes",
        long_help="Directories or pages whose distributions are considered besides those of the indexes.\n\nA "
        "directory must hold wheels or source archives at its top; a page must link to them.",
    )  # fmt: skip
    no_index: bool = option(
        default=False, flag="--no-index", key="no-index",
        pip_key="no-index", heading=_HEADING,
        help="Search no index, only direct URLs and what `--find-links` names",
    )  # fmt: skip
    index_strategy: IndexStrategy = option(
        default="first-index", flag="--index-strategy", env="UV_INDEX_STRATEGY", key="index-strategy",
        pip_key="index-strategy", heading=_HEADING, help="How several indexes are combined",
        choices={
            "first-index": "Take a package from the first index that has it",
            "unsafe-first-match": "Try the versions of the first index, then those of the next",
            "unsafe-best-match": "Take the best version found in any index",
        },
        long_help="How several indexes are combined.\n\nBy default a package comes from the first index that has it "
        "(`first-index`), so that nobody can replace it through another one.",
    )  # fmt: skip
    keyring_provider: KeyringProvider = option(
        default="disabled", flag="--keyring-provider", env="UV_KEYRING_PROVIDER", key="keyring-provider",
        pip_key="keyring-provider", heading=_HEADING, help="Ask `keyring` for the credentials of indexes",
        choices={"disabled": "Do not ask", "subprocess": "Ask the `keyring` command"},
        long_help="Ask `keyring` for the credentials of indexes.\n\nOnly the `keyring` command is supported.",
    )  # fmt: skip
    configured: tuple[dict[str, object], ...] = option(default=(), key="index", merge="concat")
