"""The bench of stories fills its windows and measures both ways on the same stream."""

import itertools
from datetime import UTC, datetime

from bot import settings as configuration
from bot.analysis.rarity import Rarity
from bot.bench import stories
from bot.bench.materials import Materials, Shared
from bot.bench.timing import measure
from bot.sample.edition import edition_from
from support.hashing import HashEncoder
from support.values import make_article

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def test_windows_are_filled_and_articles_come_into_them() -> None:
    shared = Shared(articles=tuple(make_article(name, title=f"{name} deal on tanks") for name in ("one", "two")))
    edition = edition_from(configuration.shipped("sample/edition.yaml"))
    materials = Materials(edition=edition, shared=shared, encoder=HashEncoder(), now=NOW)
    ticks = itertools.count()
    held: list[str] = []
    with stories.cases(materials, sizes=(10, 100), coming=4) as cases:
        for case in cases:
            measured = measure(case, repeats=1, timer=lambda: float(next(ticks)))
            held += case.notes(measured)
            assert set(measured.seconds) == {"blocks of likely pairs", "every title encoded, all pairs"}
    assert held == ["The window held 18 articles at the end.", "The window held 108 articles at the end."]


def test_a_copy_has_other_rare_words_and_the_same_common_ones() -> None:
    rarity = Rarity(weights={"signs": 1.0}, unknown=7.0)
    assert stories.renamed("Lisbon signs", 0, rarity) == "Lisbon signs"
    assert stories.renamed("Lisbon signs, says Lisbon", 2, rarity) == "Lisbonx2 signs, saysx2 Lisbonx2"
