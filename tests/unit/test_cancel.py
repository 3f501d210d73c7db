"""The cancel token."""

from __future__ import annotations

import pytest

from puv.cancel import CancelToken
from puv.errors import Cancelled


def test_work_goes_on_until_the_token_is_set() -> None:
    token = CancelToken()
    token.check()
    assert not token.cancelled
    token.cancel()
    token.cancel()
    assert token.cancelled
    with pytest.raises(Cancelled):
        token.check()
