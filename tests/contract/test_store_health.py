"""What the store tells of its sources, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

from bot.domain.figures import SourceFigures
from bot.domain.ids import SourceId
from bot.domain.vocabulary import Relevance
from bot.store import Store
from bot.store.health import a_day, usual_gap
from support import values
from support.archive import collect, poll
from support.values import DAY, HOUR, NOW

WIRE = SourceId("wire")


async def test_a_source_never_polled_has_empty_figures(store: Store) -> None:
    await store.upsert_sources([values.make_source("wire")])
    assert await store.source_figures(NOW) == {WIRE: SourceFigures(source_id=WIRE)}


async def test_figures_are_those_of_each_source_alone(store: Store) -> None:
    for number, back in enumerate((4, 3, 2, 1)):
        names = [f"{number}-{n}" for n in range(back)]
        await poll(store, *(values.make_entry(name) for name in names), run=f"run-{number}", at=NOW - back * DAY)
    state = values.make_fetch_state("wire", failures=2, last_error="timeout", newest_at=NOW - 2 * HOUR)
    await poll(store, run="run-last", state=state, answered=False, at=NOW)
    other = values.make_entry("x", source_id=SourceId("other"))
    await poll(store, other, source=values.make_source("other"), at=NOW - HOUR)
    found = await store.source_figures(NOW)
    assert found[WIRE] == SourceFigures(
        source_id=WIRE,
        first_polled_at=NOW - 4 * DAY,
        last_success_at=state.last_success_at,
        failures=2,
        last_error="timeout",
        seen=10,
        entries_a_day=2.5,
        newest_at=NOW - 2 * HOUR,
        last_new_at=NOW - DAY,
        usual_gap=DAY,
    )
    assert (found[SourceId("other")].seen, found[SourceId("other")].usual_gap) == (1, None)
    assert found[SourceId("other")].newest_at == NOW - HOUR


async def test_the_relevant_share_is_of_articles_read(store: Store) -> None:
    await collect(store, "a", "b", "c", "d")
    await store.save_analyses("run", [values.make_analysis("a"), values.make_analysis("b", relevance=Relevance.NO)])
    assert (await store.source_figures(NOW))[WIRE].relevant == 0.5
    assert (await store.source_figures(NOW + 365 * DAY))[WIRE].relevant is None


async def test_what_one_poll_brings_together_is_one_moment(store: Store) -> None:
    for number, back in enumerate((50, 26, 2)):
        some = (values.make_entry(f"{number}-{n}") for n in range(20))
        await poll(store, *some, run=f"run-{number}", at=NOW - back * HOUR)
    assert (await store.source_figures(NOW))[WIRE].usual_gap == 24 * HOUR


async def test_days_are_counted_in_utc(store: Store) -> None:
    east = timezone(timedelta(hours=5))
    midnight = datetime(2026, 11, 22, 2, 0, tzinfo=east)
    await poll(store, values.make_entry("a"), run="run-1", at=midnight)
    first = (await store.source_figures(NOW))[WIRE]
    assert first.last_new_at == midnight.astimezone(UTC)
    assert first.entries_a_day == 0.5, "one of the two full days, Saturday, brought an entry"


def test_the_median_counts_days_without_entries() -> None:
    today = NOW.date()
    counts = {today - back * DAY: number for back, number in ((0, 50), (1, 9), (3, 4))}
    assert a_day(counts, first=today - 3 * DAY, today=today) == 4
    assert a_day(counts, first=today - 20 * DAY, today=today) == 0
    assert a_day(counts, first=today, today=today) == 50


def test_a_gap_needs_two_moments() -> None:
    assert usual_gap([NOW]) is None
    assert usual_gap([NOW - 9 * HOUR, NOW - 8 * HOUR, NOW]) == 4.5 * HOUR
