"""The real encoder, loaded once."""

import pytest

from summarizers.encoder import MiniLmEncoder


@pytest.fixture(scope="session")
def minilm() -> MiniLmEncoder:
    return MiniLmEncoder(threads=1)
