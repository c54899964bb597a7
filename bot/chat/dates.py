"""Moments as people read them: in their zone, days and months in the language of the subscription. Pure."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from bot.chat.tidy import isolate

_NEAR = timedelta(days=6)
_END = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
# A year alone is one already.
_ISO = re.compile(rf"(?<![\w-]){_END}/{_END}(?![\w/-])|(?<![\w/-])\d{{4}}-\d{{2}}(?:-\d{{2}})?(?![\w/-])")
# English as the words around it are: the day before the month.
_OWN = {"en": {"MMMEd": "EEE d MMM", "yMMMd": "d MMM y", "yMMM": "MMM y", "MMMd": "d MMM"}}


def place(zone: str) -> str:
    """Return the town an IANA time zone is named after: Europe/Warsaw is Warsaw."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def clock(moment: datetime, zone: str) -> str:
    """Return the local time, as 07:30."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def weekday(moment: datetime, zone: str, *, language: str = "en") -> str:
    """Return the local weekday, as Mon."""
    return isolate(format_date(moment.astimezone(ZoneInfo(zone)), "EEE", locale=_locale(language)))


def day(moment: datetime, zone: str, *, language: str = "en") -> str:
    """Return the local day, as Mon 23 Nov."""
    return _shaped(moment, zone, "MMMEd", language)


def date(moment: datetime, zone: str, *, year: bool = True, language: str = "en") -> str:
    """Return the local date, as 23 Nov 2026, or 23 Nov without the year."""
    return _shaped(moment, zone, "yMMMd" if year else "MMMd", language)


def spelt(text: str, *, language: str = "en") -> str:
    """Return `text` with its ISO dates as people write them: 2026-11-21 as 21 Nov 2026, 2027-06 as Jun 2027.

    The two ends of an interval are joined by a dash. What is no date of the calendar stays as it is.
    """
    return _ISO.sub(lambda found: _spelt(found, language), text)


def _spelt(found: re.Match[str], language: str) -> str:
    ends = [_of_iso(end, language) for end in found.group().split("/")]
    return "–".join(filter(None, ends)) if all(ends) else found.group()


def _of_iso(iso: str, language: str) -> str:
    """Return a year, month or day as people write it, "" where there is none such."""
    year, month, day = (*(int(part) for part in iso.split("-")), 0, 0)[:3]
    if not month:
        return iso
    try:
        moment = datetime(year, month, day or 1, tzinfo=UTC)
    except ValueError:
        return ""
    return date(moment, "UTC", language=language) if day else _shaped(moment, "UTC", "yMMM", language)


def weekday_clock(moment: datetime, zone: str, *, now: datetime, language: str = "en") -> str:
    """Return Fri 07:30; where `now` is a week or more away, the date stands with it."""
    near = abs(now - moment) < _NEAR
    told = weekday(moment, zone, language=language) if near else day(moment, zone, language=language)
    return f"{told} {clock(moment, zone)}"


def _shaped(moment: datetime, zone: str, shape: str, language: str) -> str:
    local, locale = moment.astimezone(ZoneInfo(zone)), _locale(language)
    own = _OWN.get(locale.language, {}).get(shape)
    return isolate(format_date(local, own, locale=locale) if own else format_skeleton(shape, local, locale=locale))


@cache
def _locale(language: str) -> Locale:
    """Return the CLDR's rules for `language`, for English where it has none."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def zone_named(named: object) -> str | None:
    """Return an IANA zone that this machine knows, else None."""
    if not isinstance(named, str) or not named:
        return None
    try:
        ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return named
