"""What a feed asks of its readers in its first 16 KB: language, ttl, hours and days to skip. Pure."""

import re
from dataclasses import dataclass

_HEAD = 16_384
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"<(?:dc:)?language[^>]{0,100}>\s*(?:<!\[CDATA\[)?\s*([A-Za-z]{2,3})\b", re.IGNORECASE)
_XML_LANG = re.compile(r"""<(?:rss|feed|channel|rdf:RDF|title)\b[^>]{0,1000}?\bxml:lang\s*=\s*["']([A-Za-z]{2,3})\b""")
_TTL = re.compile(r"<ttl[^>]{0,50}>\s*(\d{1,6})\b", re.IGNORECASE)
_PERIOD = re.compile(r"<sy:updatePeriod[^>]{0,50}>\s*(hourly|daily|weekly|monthly|yearly)\b", re.IGNORECASE)
_FREQUENCY = re.compile(r"<sy:updateFrequency[^>]{0,50}>\s*(\d{1,3})\b", re.IGNORECASE)
_HOURS = re.compile(r"<skipHours\b.{0,2000}?</skipHours>", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(r"<skipDays\b.{0,1000}?</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.IGNORECASE)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Language code, minutes between polls, hours (UTC) and days (Monday is 0) without polls."""

    language: str | None = None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


def read_hints(text: str) -> Hints:
    """Return what the head of the feed `text` says; nothing after its first item counts."""
    head = text[:_HEAD]
    first = _ITEM.search(head)
    head = head[: first.start()] if first else head
    language = _LANGUAGE.search(head) or _XML_LANG.search(head)
    return Hints(
        language=language.group(1).lower() if language else None,
        ttl_minutes=_ttl(head),
        skip_hours=_skipped_hours(head),
        skip_days=_skipped_days(head),
    )


def _ttl(head: str) -> int | None:
    named = _TTL.search(head)
    if named:
        return int(named.group(1)) or None
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    if period is None:
        return None
    times = max(int(frequency.group(1)), 1) if frequency else 1
    return _MINUTES[period.group(1).lower()] // times or None


def _skipped_hours(head: str) -> tuple[int, ...]:
    block = _HOURS.search(head)
    hours = {int(hour) % 24 for hour in _HOUR.findall(block.group())} if block else set()
    return tuple(sorted(hours)) if len(hours) < 24 else ()


def _skipped_days(head: str) -> tuple[int, ...]:
    block = _DAYS.search(head)
    days = {_WEEK.index(day.lower()) for day in _DAY.findall(block.group())} if block else set()
    return tuple(sorted(days)) if len(days) < 7 else ()
