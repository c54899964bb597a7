"""The shipped lexicon, built once: the rules are tested with the tables they are used with."""

import pytest

from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.settings import shipped, shipped_table


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))
