"""What a feed asks of its readers in its first 16 KB: language, ttl, hours and days to skip, where it pushes. Pure."""

import html
import re
from dataclasses import dataclass

from bot.ingest.urls import resolve_link

_HEAD = 16_384
_ITEM = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"<(?:dc:)?language[^>]{0,100}>\s{0,50}(?:<!\[CDATA\[)?\s{0,50}([A-Za-z]{2,3})\b", re.IGNORECASE)
_XML_LANG = re.compile(r"""<(?:rss|feed|channel|rdf:RDF|title)\b[^>]{0,1000}?\bxml:lang\s*=\s*["']([A-Za-z]{2,3})\b""")
_TTL = re.compile(r"<ttl[^>]{0,50}>\s{0,50}(\d{1,6})\b", re.IGNORECASE)
_PERIOD = re.compile(r"<sy:updatePeriod[^>]{0,50}>\s{0,50}(hourly|daily|weekly|monthly|yearly)\b", re.IGNORECASE)
_FREQUENCY = re.compile(r"<sy:updateFrequency[^>]{0,50}>\s{0,50}(\d{1,3})\b", re.IGNORECASE)
_HOURS = re.compile(r"<skipHours\b.{0,2000}?</skipHours>", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(r"<skipDays\b.{0,1000}?</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s{0,50}(\d{1,2})\s{0,50}</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s{0,50}(Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.IGNORECASE)
_LINK = re.compile(r"<(?:[\w-]{1,20}:)?link\s([^<>]{1,3000})>")
_REL = re.compile(r"""\brel\s{0,9}=\s{0,9}["']([^"'<>]{1,100})["']""")
_HREF = re.compile(r"""\bhref\s{0,9}=\s{0,9}(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')""")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Language code, minutes between polls, hours (UTC), days (Monday is 0) without polls; WebSub's hub and topic."""

    language: str | None = None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    hub: str | None = None
    topic: str | None = None


def read_hints(document: bytes, *, url: str) -> Hints:
    """Return what the head of the feed at `url` says, as UTF-8; nothing after its first item counts."""
    first = _ITEM.search(document, 0, _HEAD)
    head = document[: first.start() if first else _HEAD].decode("utf-8", "replace")
    low = head.lower()  # looking for a word is many times as fast as looking for a pattern in any case
    language = (_LANGUAGE.search(head) if "language" in low else None) or _XML_LANG.search(head)
    hub, topic = _push(head, url)
    return Hints(
        language=language.group(1).lower() if language else None,
        ttl_minutes=_ttl(head) if "<ttl" in low or "<sy:" in low else None,
        skip_hours=_skipped_hours(head) if "<skiphours" in low else (),
        skip_days=_skipped_days(head) if "<skipdays" in low else (),
        hub=hub,
        topic=topic,
    )


def _push(head: str, url: str) -> tuple[str | None, str | None]:
    """Return hub and topic, the address the feed gives itself; neither where there is no hub."""
    found: dict[str, str] = {}
    for link in _LINK.findall(head):
        rel, href = _REL.search(link), _HREF.search(link)
        if rel and href:
            found |= dict.fromkeys(rel.group(1).lower().split(), href.group(1) or href.group(2)) | found
    if "hub" not in found:
        return None, None
    hub, topic = (resolve_link(url, html.unescape(found[name])) if name in found else "" for name in ("hub", "self"))
    return hub or None, topic or None


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
