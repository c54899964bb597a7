"""What a question was understood as, in one line, so that nothing is wrong silently. Pure."""

from datetime import date

from bot.chat.asking_words import QuestionWords, What
from bot.domain.asked import Asked

ALL = "every country"
"""What is said where no party is named."""


def say_asked(asked: Asked, words: QuestionWords) -> str:
    """Return what was understood: "Pakistan–Türkiye, drones, since 1 May 2026; not understood: foo"."""
    parts = [
        part for part in (_parties(asked, words), *_things(asked, words), said_days(asked.since, asked.until)) if part
    ]
    line = ", ".join(parts) if parts else "nothing"
    return f"{line}; not understood: {', '.join(asked.unknown)}" if asked.unknown else line


def _parties(asked: Asked, words: QuestionWords) -> str:
    def label(key: str) -> str:
        return words.label(What.GROUP if key in asked.groups else What.COUNTRY, key)

    if asked.direction is not None:
        away = [key for key in asked.parties if key not in asked.direction]
        return ", ".join((f"{label(asked.direction[0])} → {label(asked.direction[1])}", *map(label, away)))
    if not asked.parties:
        return ALL if not asked.empty else ""
    return "–".join(label(key) for key in asked.parties)


def _things(asked: Asked, words: QuestionWords) -> list[str]:
    kinds = ((What.SECTOR, asked.sectors), (What.TYPE, asked.types), (What.STAGE, asked.stages))
    said = [" or ".join(words.label(what, str(key)) for key in keys) for what, keys in kinds]
    return [*said, " or ".join(asked.organisations), " or ".join(asked.designations)]


def said_days(since: date | None, until: date | None) -> str:
    """Return the days of a question: "since 1 May 2026", "in 2025", "1 May to 31 July 2026", or ""."""
    if since is None or until is None:
        return f"since {_day(since)}" if since else f"until {_day(until)}" if until else ""
    if since == until:
        return f"on {_day(since)}"
    if (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
        return f"in {since.year}"
    return f"{_day(since)} to {_day(until)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
