"""Contenders measured in turn (ABAB…), so that what else the machine does hits all of them alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Timer = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way to do the work; `run` does all of a case's units once."""

    name: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The median of some figures, the smallest and the largest."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds per round for every contender of a case, the first of which is Entente's own."""

    on: str
    unit: str
    units: int
    seconds: Mapping[str, tuple[float, ...]]

    @property
    def ours(self) -> str:
        """The name of the first contender."""
        return next(iter(self.seconds))

    def rate(self, name: str) -> Spread:
        """Return the units per second of the contender `name`."""
        return spread([self.units / seconds for seconds in self.seconds[name]])

    def ratio(self, name: str) -> Spread:
        """Return how many times as fast as `name` ours is, each round compared with itself only."""
        pairs = zip(self.seconds[name], self.seconds[self.ours], strict=True)
        return spread([theirs / own for theirs, own in pairs])

    def overhead(self, name: str) -> Spread:
        """Return the milliseconds a unit costs with ours beyond what it costs with `name`; may be negative."""
        pairs = zip(self.seconds[name], self.seconds[self.ours], strict=True)
        return spread([(own - theirs) / self.units * 1000 for theirs, own in pairs])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is measured: `units` of work described by `on`; `notes` are asked for when all rounds are done."""

    on: str
    unit: str
    units: int
    contenders: tuple[Contender, ...]
    notes: Callable[[Measured], tuple[str, ...]] = lambda _: ()


def spread(values: Sequence[float]) -> Spread:
    """Return median and ends of `values`; raise ValueError for none."""
    if not values:
        raise ValueError("no values to take a median of")
    return Spread(median=median(values), low=min(values), high=max(values))


def in_turn(contenders: Sequence[Contender], *, repeats: int) -> Iterator[Contender]:
    """Yield the contenders in their order, `repeats` times over; raise ValueError for fewer than one round."""
    if repeats < 1:
        raise ValueError("at least one round is needed")
    for _ in range(repeats):
        yield from contenders


def measure(case: Case, *, repeats: int, timer: Timer) -> Measured:
    """Run every contender once untimed, to load what is loaded late, then all in turn; `timer` gives seconds."""
    seconds: dict[str, list[float]] = {contender.name: [] for contender in case.contenders}
    if len(seconds) < len(case.contenders):
        raise ValueError(f"two contenders of one name on {case.on}")
    for contender in case.contenders:
        contender.run()
    for contender in in_turn(case.contenders, repeats=repeats):
        start = timer()
        contender.run()
        seconds[contender.name].append(timer() - start)
    return Measured(
        on=case.on,
        unit=case.unit,
        units=case.units,
        seconds={name: tuple(taken) for name, taken in seconds.items()},
    )
