"""Questions as they may be asked of a made-up archive, by how often pairs come up in it. Seeded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from bot.bench.askarchive import World
from bot.domain.asked import Asked
from bot.domain.vocabulary import CooperationType, Sector

WORDS = (
    "contract",
    "missile",
    "delivery planned licensed production",
    "frigate",
    "parliament budget inquiry",
    "Masurberg",
    "the programme falls under",
    "Torovski AND NEAR(",
    "letter of intent",
    "spare parts simulators documentation included",
    "Hyundai Rotem",
    "2031",
)
"""What is searched: common and rare words, many at once, names, and signs that mean something to a database."""
PHRASES = (
    "What is going on between {one} and {two}?",
    "{one} {two}",
    "{one} exports to {two} since May",
    "drones between {one} and {two} in 2025",
    "{one} and {two}: missiles, contracts only, last quarter",
    "anything new on {one} in the last 30 days?",
    "joint ventures of {one} with {two} and air defence since last year",
)
"""Ways to ask, with two countries."""
_SPANS = (30, 90, 365, 730)


class Questions:
    """An endless list of questions: most on pairs, some on one country or a group, every third with filters."""

    def __init__(self, world: World, groups: Sequence[str], *, today: date, seed: int = 11) -> None:
        """Take pairs from `world`, as often as they come up in its archives."""
        self._world, self._groups, self._today = world, tuple(groups), today
        self._chance = Random(seed)  # noqa: S311 - made-up questions, no secret

    def next(self) -> Asked:
        """Return one more question."""
        chance = self._chance
        roll = chance.random()
        if roll < 0.7:
            return self._filtered(Asked(countries=self.pair()))
        if roll < 0.85 or not self._groups:
            return self._filtered(Asked(countries=self.pair()[:1]))
        if roll < 0.93:
            return self._filtered(Asked(countries=self.pair()[:1], groups=(chance.choice(self._groups),)))
        return self._filtered(Asked(groups=(chance.choice(self._groups),)))

    def many(self, count: int) -> list[Asked]:
        """Return `count` more questions."""
        return [self.next() for _ in range(count)]

    def phrase(self) -> str:
        """Return a question in words."""
        one, two = (self._world.labels.country(code) for code in self.pair())
        return self._chance.choice(PHRASES).format(one=one, two=two)

    def pair(self) -> tuple[str, str]:
        """Return two countries, busy ones more often."""
        one, two = self._world.pair(self._chance)
        return (one, two) if self._chance.random() < 0.5 else (two, one)

    def _filtered(self, asked: Asked) -> Asked:
        chance = self._chance
        if chance.random() < 0.15:
            asked = replace(asked, sectors=(chance.choice(tuple(Sector)),))
        if chance.random() < 0.1:
            asked = replace(asked, types=(CooperationType.PROCUREMENT,))
        if chance.random() < 0.1 and len(asked.countries) == 2:
            asked = replace(asked, direction=(asked.countries[0], asked.countries[1]))
        if chance.random() < 0.2:
            asked = replace(asked, since=self._today - timedelta(days=chance.choice(_SPANS)))
        return asked
