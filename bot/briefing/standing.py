"""How the sources stand, in words: for whoever asks in chat, and for the operator when some need a look. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.figures import SourceFigures, dead, silent
from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source

MAX_LINES = 12
_UNTENDED = timedelta(days=2)
_MAX_FAILING, _MAX_SILENT, _MAX_TOLD = 5, 3, 10
_NAME, _REASON = 60, 120
Figures = Mapping[SourceId, SourceFigures]
States = Mapping[SourceId, FetchState]


def tended(sources: Sequence[Source], states: States, now: datetime) -> tuple[Source, ...]:
    """Return the sources that are polled: enabled, and not overdue for two days, as one whose row was removed is."""
    return tuple(source for source in sources if source.enabled and _is_tended(states.get(source.id), now))


def ails(figures: SourceFigures | None, now: datetime) -> bool:
    """Whether the operator must hear of a source: it is dead or silent."""
    return figures is not None and (dead(figures, now) or silent(figures, now))


def standing_text(sources: Sequence[Source], figures: Figures, now: datetime, *, off: int = 0) -> str:
    """Return how `sources` (those polled; `off` counts the others) stand, in at most 12 lines."""
    polled = [source for source in sources if (known := figures.get(source.id)) and known.first_polled_at]
    failing = [source for source in polled if figures[source.id].failures or figures[source.id].gone]
    quiet = [source for source in polled if source not in failing and silent(figures[source.id], now)]
    lines = [_counts(len(polled) - len(failing), len(polled), never=len(sources) - len(polled), off=off)]
    failing.sort(key=lambda source: (not dead(figures[source.id], now), source.name))
    lines += [f"Failing: {_failing(source, figures[source.id])}" for source in failing[:_MAX_FAILING]]
    lines += _rest(len(failing) - _MAX_FAILING, "failing")
    lines += [f"Silent: {_silent(source, figures[source.id])}" for source in quiet[:_MAX_SILENT]]
    lines += _rest(len(quiet) - _MAX_SILENT, "silent")
    succeeded = [(at, source) for source in polled if (at := figures[source.id].last_success_at)]
    if succeeded:
        at, oldest = min(succeeded, key=lambda one: one[0])
        lines.append(f"Oldest success: {_name(oldest)}, {_moment(at)}")
    return "\n".join(lines)


def notice_text(sources: Sequence[Source], figures: Figures, now: datetime) -> str:
    """Return what the operator is told of ailing `sources`: at most ten by name, what is wrong, what to do."""
    one = len(sources) == 1
    lines = [f"{len(sources)} {'source needs' if one else 'sources need'} a look:"]
    for source in sources[:_MAX_TOLD]:
        known = figures[source.id]
        lines.append(_failing(source, known) if dead(known, now) else f"{_silent(source, known)}")
    more = len(sources) - _MAX_TOLD
    ask = "`entente sources check ID` asks one now; mend its row in the sources file, or set enabled: false there."
    lines.append(f"And {more} more. {ask}" if more > 0 else ask)
    return "\n".join(lines)


def _is_tended(state: FetchState | None, now: datetime) -> bool:
    if state is None or state.gone or state.next_poll_at is None:
        return True
    return state.next_poll_at >= now - _UNTENDED


def _counts(answered: int, polled: int, *, never: int, off: int) -> str:
    told = f"{answered} of {polled} sources answered when last asked" if polled else "No source was asked yet"
    more = [f"{never} not asked yet"] if never and polled else []
    more += [f"{off} off"] if off else []
    return "; ".join((told, *more)) + "."


def _rest(number: int, word: str) -> list[str]:
    return [f"and {number} more {word}"] if number > 0 else []


def _failing(source: Source, figures: SourceFigures) -> str:
    if figures.gone:
        return f"{_name(source)} said that it is gone for good (410)"
    since = f"since {_moment(figures.last_success_at)}" if figures.last_success_at else "never answered"
    times = "once" if figures.failures == 1 else f"{figures.failures} times in a row"
    return f"{_name(source)}, {since}, {times}: {_one_line(figures.last_error or 'unknown', _REASON)}"


def _silent(source: Source, figures: SourceFigures) -> str:
    heard = [moment for moment in (figures.last_new_at, figures.newest_at) if moment]
    since = f"since {_moment(max(heard))}" if heard else "yet"
    return f"{_name(source)} answers, but brought nothing new {since}; usually every {_length(figures.usual_gap)}"


def _name(source: Source) -> str:
    return f"{_one_line(source.name, _NAME)} ({source.id})"


def _one_line(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M} UTC"


def _length(gap: timedelta | None) -> str:
    hours = 0 if gap is None else round(gap / timedelta(hours=1))
    if hours < 2:
        return "hour"
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"
