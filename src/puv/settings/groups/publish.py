"""`PublishSettings`: where distributions are uploaded to."""

from __future__ import annotations

from puv.settings import values
from puv.settings.option import Group, option


class PublishSettings(Group, group="publish"):
    """Where distributions are uploaded to, and how. URLs are as written."""

    trusted_publishing: str | None = option(
        default=None, flag="--trusted-publishing", key="trusted-publishing",
        help="Whether a token is asked for with the identity of a continuous integration job",
        choices={
            "automatic": "Where the job has one, and go on without a token where that fails",
            "always": "",
            "never": "",
        },
        long_help="Whether a token is asked for with the identity of a continuous integration job.\n\nBy default it is "
        "where a job of GitHub Actions or GitLab CI/CD runs and no credentials are given.",
    )  # fmt: skip
    publish_url: str | None = option(
        default=None, flag="--publish-url", env="UV_PUBLISH_URL", display_env="[env: UV_PUBLISH_URL]",
        key="publish-url", parse=values.url, help="The URL to upload to (not that of the index)",
        long_help="The URL to upload to, which is seldom that of the index.\n\nBy default that of the public index.",
    )  # fmt: skip
    check_url: str | None = option(
        default=None, flag="--check-url", env="UV_PUBLISH_CHECK_URL", display_env="[env: UV_PUBLISH_CHECK_URL]",
        key="check-url", parse=values.index, help="The index to look at for files that need not be uploaded again",
        long_help="The index to look at for files that need not be uploaded again.\n\nA file that it has is left out, "
        "and one of the same name with other content is an error. With it an upload that was interrupted can be "
        "repeated.",
    )  # fmt: skip
