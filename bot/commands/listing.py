"""What `sources list` does: the rows, with what the archive knows of each where that is asked for."""

import json
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import settings as configuration
from bot.app.building import database_url
from bot.domain.figures import SourceFigures, dead, silent
from bot.domain.ids import SourceId
from bot.domain.moments import Clock, system_clock
from bot.domain.source import Source
from bot.settings import Settings
from bot.store import open_archive

_COLUMNS = ("id", "kind", "from", "tier", "quotes", "state", "name")
_WIDE = 200
_HEALTH = ("id", "last success", "failures", "a day", "newest", "relevant", "standing")
Figures = Mapping[SourceId, SourceFigures]


async def list_sources(settings: Settings, *, as_json: bool, health: bool, clock: Clock = system_clock) -> None:
    """Print the configured sources, as a table or as JSON lines; raise StorageError where there is no archive yet."""
    sources = configuration.load_sources(settings)
    figures = await _figures(settings, clock) if health else {}
    if as_json:
        for source in sources:
            print(json.dumps(_object(source, figures.get(source.id)), ensure_ascii=False))  # noqa: T201
        return
    if health:
        _console().print(_table(_HEALTH, [_health(source, figures.get(source.id), clock) for source in sources]))
    else:
        _console().print(_table(_COLUMNS, [_row(source) for source in sources]))


def _console() -> Console:
    """Return the terminal as wide as it is; a file or a pipe has room for whole lines."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table whose last column gives way where the terminal is narrow."""
    table = Table(box=None)
    for number, name in enumerate(columns):
        width = max(len(name), *(len(row[number]) for row in rows), 0)
        table.add_column(name, no_wrap=True, min_width=width if number < len(columns) - 1 else None)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


async def _figures(settings: Settings, clock: Clock) -> Figures:
    store = await open_archive(database_url(settings), clock=clock)
    try:
        return await store.source_figures(clock())
    finally:
        await store.close()


def _object(source: Source, figures: SourceFigures | None) -> dict[str, object]:
    told: dict[str, object] = source.model_dump(mode="json")
    if figures is not None:
        told["health"] = {
            "last_success_at": figures.last_success_at.isoformat() if figures.last_success_at else None,
            "failures": figures.failures,
            "last_error": figures.last_error,
            "entries_a_day": figures.entries_a_day,
            "newest_at": figures.newest_at.isoformat() if figures.newest_at else None,
            "usual_gap_hours": figures.usual_gap_hours,
            "relevant": figures.relevant,
            "gone": figures.gone,
        }
    return told


def _row(source: Source) -> tuple[str, ...]:
    return (
        source.id,
        source.kind,
        f"{source.country} {source.language}",
        str(source.tier),
        str(source.quotable_chars or source.show),
        ("verified" if source.verified else "unseen") if source.enabled else "off",
        source.name,
    )


def _health(source: Source, figures: SourceFigures | None, clock: Clock) -> tuple[str, ...]:
    if figures is None or figures.first_polled_at is None:
        return (source.id, "never polled" if source.enabled else "off", "", "", "", "", "")
    now = clock()
    standing = "dead" if dead(figures, now) else "silent" if silent(figures, now) else "well"
    return (
        source.id,
        f"{figures.last_success_at:%Y-%m-%d %H:%M}" if figures.last_success_at else "never",
        str(figures.failures),
        f"{figures.entries_a_day:g}",
        f"{figures.newest_at:%Y-%m-%d %H:%M}" if figures.newest_at else "",
        "" if figures.relevant is None else f"{figures.relevant:.0%}",
        standing if standing != "well" or not figures.failures else f"failing: {figures.last_error}",
    )
