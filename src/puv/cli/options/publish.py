"""`puv publish`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.groups.index import IndexSettings
from puv.settings.groups.publish import PublishSettings
from puv.settings.option import own, rows

COMMAND = Command(
    path=("publish",),
    about="Upload distributions to an index",
    options=(
        own(
            "files", value_name="FILES", kind="many", shown_default="dist/*",
            help="The files to upload, as paths or patterns",
            long_help="The files to upload, as paths or patterns.\n\nBy default those in `dist`. Wheels and source "
            "distributions are taken, with the attestations about them; anything else is left out.",
        ),
        own(
            "index", flag="--index", value_name="INDEX", env="UV_PUBLISH_INDEX",
            conflicts=("--publish-url", "--check-url"), help="The name of a configured index to upload to.",
            long_help="The name of a configured index to upload to.\n\nIt must have a `publish-url`. Its `url` is "
            "looked at for files that need not be uploaded again.",
        ),
        own(
            "username", flag="--username", short="u", value_name="USERNAME", env="UV_PUBLISH_USERNAME",
            display_env="[env: UV_PUBLISH_USERNAME]", help="The user name for the upload",
        ),
        own(
            "password", flag="--password", short="p", value_name="PASSWORD", env="UV_PUBLISH_PASSWORD",
            display_env="[env: UV_PUBLISH_PASSWORD]", help="The password for the upload",
        ),
        own(
            "token", flag="--token", short="t", value_name="TOKEN", env="UV_PUBLISH_TOKEN",
            display_env="[env: UV_PUBLISH_TOKEN]", conflicts=("--username", "--password"),
            help="The token for the upload",
            long_help="The token for the upload.\n\nThe same as `__token__` for a user name and the token for a "
            "password.",
        ),
        *rows(PublishSettings, "trusted_publishing"),
        *rows(IndexSettings, "keyring_provider", heading="Options"),
        *rows(PublishSettings, "publish_url", "check_url"),
        own("skip_existing", flag="--skip-existing", hidden=True),
        own("dry_run", flag="--dry-run", help="Check the files, and upload nothing"),
        own(
            "no_attestations", flag="--no-attestations", env="UV_PUBLISH_NO_ATTESTATIONS",
            help="Upload no attestations about the files",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
