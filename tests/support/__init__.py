"""What several tests share: loopback servers, builders of values, peers."""

import pytest

# A module of tests may name it as a plugin after another imported it; pytest then wants it to be loaded its way.
pytest.register_assert_rewrite("support.stores")
