"""How the summaries of a brief were made, counted for its receipt. Pure."""

from collections import Counter
from collections.abc import Iterable

from bot.domain.brief import SummaryTally
from bot.domain.story import StorySummary

_UNSAID = "no reason was stored"
_QUOTES_ITSELF = "extractive"


def tally(summaries: Iterable[StorySummary | None]) -> SummaryTally:
    """Return the counts over `summaries`, one per story told; None is a story without one yet."""
    known = [summary for summary in summaries if summary is not None]
    told = [summary for summary in known if summary.sentences]
    written = [(summary, writer) for summary in told if (writer := writer_of(summary))]
    others = [summary for summary in told if not writer_of(summary)]
    quoted = sum(all(sentence.verbatim for sentence in summary.sentences) for summary in others)
    return SummaryTally(
        quoted=quoted,
        composed=len(others) - quoted,
        written=Counter(writer for _, writer in written),
        bare=Counter(_reason(summary) for summary in known if not summary.sentences and not _fell_back(summary)),
        fell_back=Counter(_reason(summary) for summary in known if _fell_back(summary)),
        replaced=sum(summary.making.replaced for summary, _ in written),
        defused=sum(summary.making.defused for summary in known),
    )


def writer_of(summary: StorySummary) -> str:
    """Return the model that wrote; of a summary stored before that was kept, the backend where it does not quote."""
    if summary.making.asked or summary.backend == _QUOTES_ITSELF:
        return summary.making.writer
    return summary.backend


def _fell_back(summary: StorySummary) -> bool:
    """Whether another backend than the one asked for tells the story, or none where it could not be had."""
    asked = summary.making.asked
    return summary.making.passing or (bool(asked) and bool(summary.sentences) and summary.backend != asked)


def _reason(summary: StorySummary) -> str:
    """Return the first reason stored, without the backend's name before it and what it adds behind."""
    first = summary.fallbacks[0] if summary.fallbacks else _UNSAID
    for name in (summary.making.asked, summary.backend):
        first = first.removeprefix(f"{name}: ")
    return first.partition("; ")[0]
