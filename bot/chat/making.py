"""How the summaries of a brief were made, in words. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.chat import phrases
from bot.chat.tidy import shown
from bot.domain.brief import SummaryTally

_NAME, _REASON = 60, 110
_MOST = 3


def making_lines(tally: SummaryTally) -> tuple[str, ...]:
    """Return a line of counts and one per reason why stories fell back or stand with their headline alone."""
    ways = _ways(tally)
    told = [", ".join(ways)] if ways else []
    if tally.replaced:
        told.append(f"{phrases.counted(tally.replaced, 'sentence', 'sentences')} replaced by quotations")
    if tally.defused:
        told.append(f"{phrases.counted(tally.defused, 'passage', 'passages')} addressed to machines left out")
    lines = [f"Summaries: {'; '.join(told)}"] if told else []
    return (
        *lines,
        *_reasons(tally.fell_back, "story fell back", "stories fell back"),
        *_reasons(tally.bare, "story with its headline alone", "stories with their headlines alone"),
    )


def _ways(tally: SummaryTally) -> list[str]:
    ways = [f"{count:,} {word}" for count, word in ((tally.quoted, "quoted"), (tally.composed, "composed")) if count]
    return ways + [f"{count:,} written by {shown(name, _NAME)}" for name, count in _ranked(tally.written)]


def _reasons(reasons: Mapping[str, int], one: str, many: str) -> Iterator[str]:
    ranked = _ranked(reasons)
    for reason, count in ranked[:_MOST]:
        yield f"{phrases.counted(count, one, many)}: {shown(reason, _REASON)}"
    rest = sum(count for _, count in ranked[_MOST:])
    if rest:
        yield f"{phrases.counted(rest, one, many)} for other reasons"


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return Counter(dict(counts)).most_common()
