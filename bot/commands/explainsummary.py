"""How the summary of a story came about, in lines and as one JSON object."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.chat.phrases import nested
from bot.chat.tidy import tidy
from bot.domain.story import StorySummary


def summary_lines(summary: StorySummary) -> Iterator[tuple[str, int]]:
    """Yield lines, each with its depth (1 or 2): headline, how it was made, sentences, what was given up and why."""
    yield tidy(summary.headline), 1
    yield f"{_made(summary)}, revision {summary.revision}", 2
    for sentence in summary.sentences:
        told = tidy(sentence.text)
        yield (f"“{nested(told)}”" if sentence.verbatim else told) + f" [{', '.join(sentence.sources)}]", 2
    yield from ((tidy(reason), 2) for reason in summary.fallbacks)


def summary_record(summary: StorySummary) -> Mapping[str, Any]:
    """Return the summary as one JSON object."""
    making = summary.making
    return {
        "revision": summary.revision,
        "headline": summary.headline,
        "sentences": [
            {"text": each.text, "sources": list(each.sources), "verbatim": each.verbatim} for each in summary.sentences
        ],
        "backend": summary.backend,
        "fallbacks": list(summary.fallbacks),
        "asked": making.asked or None,
        "writer": making.writer or None,
        "checked": making.checked,
        "regenerated": making.regenerated,
        "replaced": making.replaced,
        "defused": making.defused,
        "attempts": making.attempts,
        "again": making.passing,
    }


def _made(summary: StorySummary) -> str:
    making = summary.making
    counts = (
        (making.checked, "sentences checked"),
        (making.regenerated, "asked for again"),
        (making.replaced, "replaced by quotations"),
        (making.defused, "passages addressed to machines left out"),
    )
    parts = [f"made by {summary.backend}", *([f"written by {tidy(making.writer)}"] if making.writer else [])]
    parts += [f"{count} {word}" for count, word in counts if count]
    if making.passing:
        parts.append(
            f"{making.asked} was asked {making.attempts} times" if making.attempts > 1 else "to be asked again"
        )
    return ", ".join(parts)
