"""Words that briefs and answers share: lists, counts, days, who does what. Pure."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.domain.brief import PartyLine
from bot.domain.moments import utc
from bot.domain.vocabulary import PartyRole

_TAKES_ARTICLE = re.compile(r"^(?:United |European |Czech R|Dominican R)|(?:lands|ines|Emirates|Islands|Republic)$")
MONTH = timedelta(days=30.44)
"""A month on average, for lengths of time."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def listed(words: Sequence[str]) -> str:
    """Return `words` as an English list: a, b and c."""
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def counted(number: int, one: str, many: str) -> str:
    """Return `number` with the word that fits it."""
    return f"{number:,} {one if number == 1 else many}"


def day(moment: datetime) -> str:
    """Return the day of a moment in UTC: 19 Aug 2026."""
    return of_day(utc(moment).date())


def of_day(one: date) -> str:
    """Return a day as people write it: 19 Aug 2026."""
    return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"


def month(moment: datetime) -> str:
    """Return the key of a moment's month in UTC: 2026-08."""
    at = moment if moment.tzinfo is UTC else utc(moment)
    return f"{at.year:04d}-{at.month:02d}"


def month_name(key: str) -> str:
    """Return the month of a key as people write it: Aug 2026."""
    return f"{_MONTHS[int(key[5:7]) - 1]} {key[:4]}"


def with_article(name: str) -> str:
    """Return the name of a country as it stands in a sentence: the Netherlands."""
    return f"the {name}" if _TAKES_ARTICLE.search(name) else name


def roles(parties: Sequence[PartyLine]) -> str:
    """Return who does what: South Korea supplies Poland; Pakistan and Türkiye as partners, hosted by Poland."""
    by_role = {role: [with_article(party.name) for party in parties if party.role is role] for role in PartyRole}
    suppliers, recipients = by_role[PartyRole.SUPPLIER], by_role[PartyRole.RECIPIENT]
    phrases = []
    if suppliers and recipients:
        phrases.append(f"{listed(suppliers)} {'supplies' if len(suppliers) == 1 else 'supply'} {listed(recipients)}")
    elif suppliers or recipients:
        word = "supplier" if suppliers else "recipient"
        phrases.append(f"{word}{'s' if len(suppliers or recipients) > 1 else ''} {listed(suppliers or recipients)}")
    partners = by_role[PartyRole.PARTNER]
    if partners:
        phrases.append(f"{listed(partners)} as {'partners' if len(partners) > 1 else 'partner'}")
    if by_role[PartyRole.HOST]:
        phrases.append(f"hosted by {listed(by_role[PartyRole.HOST])}")
    told = ", ".join(phrases)
    return told[:1].upper() + told[1:]


def apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return `names` each once: initials, or a part of another's name, are the same body as the longer one.

    IAF beside Indian Air Force, Airbus beside Airbus Defence and Space.
    """
    once = tuple(dict.fromkeys(names))
    return tuple(one for one in once if not any(_is_part(one, other) for other in once if other != one))


def _is_part(short: str, long: str) -> bool:
    words = [word for word in re.split(r"[\s-]+", long) if word[:1].isupper()]
    initials = "".join(word[0] for word in words)
    return (len(words) > 1 and short == initials) or long.casefold().startswith(f"{short.casefold()} ")
