"""Everything of a subscription but its topic and times: alerts, digest, maximum, language, owners and so on. Pure."""

import re
from collections.abc import Callable
from datetime import date

from bot.chat.parsing_dates import DATE, UnclearDateError, day_of
from bot.chat.parsing_text import Reading, said
from bot.chat.parsing_words import Vocabulary
from bot.chat.wishes import Field

_PER_DAY = r"(?:\s*(?:per|a|each|every|/)\s*day|\s+daily|\s*/\s*d\b)"
_NO = r"(?:no|without|don't|do\s+not|never|not)"
_ON, _OFF = r"(?:\s*[:=]?\s*(?:on|yes)\b)", r"(?:\s*[:=]?\s*(?:off|no)\b)"
_UP_TO = (
    r"(?:max(?:imum)?\.?|at\s+most|up\s+to|no\s+more\s+than|not\s+more\s+than"
    r"|limit(?:ed)?(?:\s+to)?|cap(?:ped)?(?:\s+at)?)"
)
_STORIES = r"(?:stor(?:y|ies)|items?|articles?|news|entries|headlines?)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_MARK = re.compile(r"<[#@!][^<>\n]{1,120}>")
_QUOTED = re.compile(
    r"[\"“”„«]([^\"“”„«»]{1,400})[\"“”»]|(?<!\w)‘([^‘’]{1,400})’(?!\w)"
    r"|(?<!\w)'([^'\n]{1,400})'(?!\w)"
)
_LINK = re.compile(r"<?\b(?:https?|webcal|ftp)://[^\s<>]+>?", re.I)
_SKIP_WORD = re.compile(r"\b(?:skip|calendar|holidays?|ics|using|use)\s*:?\s*(?:in|from|at)?\s*$", re.I)
_OWNERS = _compiled(
    r"\b(?:owners?|owned\s+by)\s*(?:is|are|:|=)?\s*(@[UWS][A-Z0-9]+(?:(?:\s*,\s*|\s+and\s+"
    r"|\s*&\s*|\s+)@[UWS][A-Z0-9]+)*)"
)
_PERSON = re.compile(r"@([UWS][A-Z0-9]+)")
_PERSONAL = _compiled(
    r"\b(?:send\s+(?:it\s+|them\s+)?to\s+me|(?:only|just)\s+(?:to\s+|for\s+)?me"
    r"|to\s+me(?:\s+(?:only|alone))?|(?:by|via|in|as)\s+(?:a\s+)?(?:dm|direct\s+messages?"
    r"|private\s+messages?)s?"
    r"|dm\s+me|dms?|privately|personal(?:ly)?(?:\s+brief)?|message\s+me(?:\s+directly)?)\b"
)
_DIRECTION = _compiled(r"\(?\b(?:in\s+)?(?:either|both|any)\s+(?:directions?|ways?)\b\)?")
_ANY = _compiled(
    r"\b(?:any|all|every)\s+(stages?|certaint(?:y|ies)|countr(?:y|ies)|sectors?|types?|compan(?:y"
    r"|ies)|designations?)\b"
)
_NO_LIMITS = _compiled(
    r"\b(?:no|without|remove|drop|clear|delete)\s+(?:all\s+|the\s+|any\s+)*(?:exclusions?|exceptions?)\b"
)
_ALL = _compiled(r"\b(?:everything|anything|all\s+(?:stories|news|topics|deals)|whatever\s+comes)\b")
_CLEARED = {
    "sta": ("min_stage",),
    "cer": ("min_certainty",),
    "cou": ("countries", "pairs"),
    "sec": ("sectors",),
    "typ": ("types",),
    "com": ("organisations",),
    "des": ("designations",),
}
_DATES = _compiled(
    rf"\b(?:skip(?:ping)?|not\s+on|except(?:\s+on)?|no\s+briefs?\s+on"
    rf"|holidays?(?:\s+on)?)\s*:?\s*({DATE}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*){DATE})*)"
)
_A_DATE = _compiled(DATE)
_SKIP_MORE = _compiled(r"\band\s+\d+\s+days\s+more\b")
_MAXIMUM = _compiled(
    rf"\b(?:{_UP_TO}|top|first|only"
    rf"|best)\s*:?\s*(?:(?:to|of|=)\s*)?(?P<n>\d+)(?![\d.:%])(?:\s+{_STORIES})?(?:\s+(?:per|a|each)\s+(?:brief|slot"
    rf"|post))?(?:\s+at\s+most)?\b"
    rf"|\b(?P<m>\d+)\s+{_STORIES}\b(?:\s+(?:per|a|each)\s+(?:brief|slot|post)|\s+at\s+most"
    rf"|\s+max(?:imum)?)?|\bmax(?:imum)?_stories\s*[:=]?\s*(?P<k>\d+)"
)
_LANGUAGE = _compiled(
    r"\b(?:(?:dates?|days|written|months)\s+(?:are\s+|be\s+)?(?:in|on|auf)"
    r"|languages?(?:\s+of\s+dates)?\s*[:=]?(?:\s+(?:is|to))?|lang\s*[:=]?)\s+([^\W\d_]+)\b"
)
_IN_LANGUAGE = _compiled(r"\b(?:in|auf)\s+([^\W\d_]{3,})\b(?!\s+time)")
_MINUTES = _compiled(
    r"\b(?:with\s+(?:a\s+)?)?grace(?:\s+(?:of|period|time|is"
    r"|for))*\s*:?\s*(?:(\d{1,4})\s*(?:h(?:ours?"
    r"|rs?)?)\b\s*(?:(\d{1,2})\s*(?:m(?:in(?:utes?)?)?)?\b)?|(\d{1,5})\s*(?:m(?:in(?:ute)?s?)?)\b"
    r"|(\d{1,2})h(\d{2})\b)"
)
_TO_MIDNIGHT = _compiled(r"\b(?:no\s+grace|grace\s+(?:off|default|to\s+midnight|until\s+midnight))\b")

_ALERTS = r"(?:(?:instant\s+|immediate\s+|breaking\s+)?alerts?(?:\s+me)?)"
_ALERTS_PER_DAY = (
    _compiled(
        rf"\b(?:with\s+)?{_ALERTS}(?:\s+on)?\s*[,:(]?\s*(?:at\s+)?(?:{_UP_TO}\s*)?(\d+|once|twice"
        rf"|thrice)(?:\s+{_ALERTS}|\s*x|\s+times)?{_PER_DAY}"
    ),
    _compiled(rf"\b(?:with\s+)?(?:{_UP_TO}\s*)?(\d+)\s+{_ALERTS}(?:{_PER_DAY})?"),
    _compiled(rf"\b(?:with\s+)?{_ALERTS}\s*[:(]?\s*{_UP_TO}\s*(\d+)\b(?!\s+{_STORIES})\)?"),
)
_NO_ALERTS = rf"\b(?:{_NO}\s+(?:any\s+|instant\s+)?alerts?\b(?:\s+me)?|alerts?{_OFF}|don't\s+alert\s+me\b)"
_DIGESTS = r"(?:weekly\s+(?:digests?|summar(?:y|ies)|round-?ups?|overviews?)|digests?)"
_NO_DIGEST = rf"\b(?:{_NO}\s+(?:the\s+|a\s+)?(?:weekly\s+)?(?:digests?|summar(?:y|ies))\b|(?:weekly\s+)?digests?{_OFF})"
_REPLIES = r"(?:\s+(?:replies|updates))?"
_QUIET_DAYS = r"(?:quiet|empty|slow)\s+days?"
_SILENT = (
    rf"\b(?:(?:be\s+|stay\s+)?silen(?:t|ce)\s+on\s+{_QUIET_DAYS}|{_QUIET_DAYS}\s*:?\s+silent(?:ly)?"
    r"|silent\s+(?:when|if)\s+(?:quiet|empty|nothing(?:\s+is)?\s+new)"
    rf"|(?:(?:say|post)\s+)?nothing\s+on\s+{_QUIET_DAYS}|skip\s+{_QUIET_DAYS}|no\s+(?:empty|quiet)\s+(?:briefs?|days?)"
    r"|only\s+(?:if|when)\s+there(?:'s|\s+is|\s+are)\s+(?:any\s+)?(?:news|something(?:\s+new)?|stories))\b"
)
_SPEAKING = (
    rf"\b(?:(?:also|say\s+so|speak|post|tell\s+me|not\s+silent)\s+on\s+{_QUIET_DAYS}(?:\s+too)?"
    rf"|{_QUIET_DAYS}\s*:?\s+(?:on|say(?:\s+so)?|too)"
    r"|(?:even|also)\s+(?:if|when)\s+(?:there(?:'s|\s+is)\s+)?nothing(?:\s+is)?(?:\s+new)?)\b"
)
_SWITCHES: tuple[tuple[re.Pattern[str], str, object], ...] = (
    (_compiled(_NO_ALERTS), "alerts", False),
    (_compiled(rf"\b(?:with\s+)?{_ALERTS}(?:{_ON}|\b)"), "alerts", True),
    (_compiled(_NO_DIGEST), "digest", False),
    (_compiled(rf"\b(?:with\s+)?(?:the\s+|a\s+)?{_DIGESTS}(?:{_ON}|\b)"), "digest", True),
    (_compiled(rf"\b(?:{_NO}\s+broadcast(?:s|ing)?\b|broadcast(?:s|ing)?{_OFF}){_REPLIES}"), "broadcast", False),
    (_compiled(rf"\b(?:with\s+)?broadcast(?:s|ing)?{_REPLIES}(?:{_ON}|\b)"), "broadcast", True),
    (_compiled(_SILENT), "quiet_day", "silent"),
    (_compiled(_SPEAKING), "quiet_day", "say"),
)


def read_whole(reading: Reading) -> None:
    """Take what is no sentence: links, the marks of a chat platform, quoted words."""

    def quoted(match: re.Match[str]) -> bool | None:
        word = next(part for part in match.groups() if part is not None).strip()
        if not word or len(word) > 200:
            return False
        reading.words.append((*match.span(), word))
        return None

    def link(match: re.Match[str]) -> None:
        reading.problem(
            Field.SKIP_DATES,
            f"Links are not fetched: {said(reading, match).strip('<>')[:100]}."
            " Paste the calendar's text (ICS) into the form.",
        )
        before = _SKIP_WORD.search(reading.left[max(0, match.start() - 40) : match.start()])
        if before:
            end = match.start()
            reading.blank(end - len(before.group()), end)

    reading.take(_LINK, link)
    reading.take(_MARK, lambda match: reading.unknown.append(match.span()))
    reading.take(_QUOTED, quoted)


def read_settings(reading: Reading, words: Vocabulary, *, today: date) -> None:
    """Take everything that names its own setting. Times, days and zones are read elsewhere."""
    reading.take(_OWNERS, lambda match: reading.values.update(owners=tuple(_PERSON.findall(match.group(1)))))
    _numbers(reading)
    for pattern, name, value in _SWITCHES:
        reading.take(pattern, _setter(reading, name, value))
    _grace(reading)
    _skip_dates(reading, today)
    reading.take(_PERSONAL, _setter(reading, "personal", value=True))
    reading.take(_DIRECTION, lambda _: None)
    reading.take(_LANGUAGE, lambda match: _language(reading, words, match))
    reading.take(_ANY, lambda match: reading.clear.extend(_CLEARED[match.group(1)[:3].casefold()]))
    reading.take(_NO_LIMITS, lambda _: reading.clear.append("exclude"))
    reading.take(_ALL, lambda _: reading.clear.append("everything"))


def read_loose_language(reading: Reading, words: Vocabulary) -> None:
    """Take "in German" where no thing follows that could be German itself."""

    def language(match: re.Match[str]) -> bool | None:
        code = words.language(match.group(1))
        following = reading.left[match.end() :]
        blank = len(following) - len(following.lstrip(" "))
        if code is None or any(found.start == blank for found in words.find(following[:60])):
            return False
        reading.settle("language", code, Field.LANGUAGE)
        return None

    reading.take(_IN_LANGUAGE, language)


def _setter(reading: Reading, name: str, value: object) -> Callable[[re.Match[str]], None]:
    return lambda _: reading.settle(name, value, Field.EXTRAS)


def _numbers(reading: Reading) -> None:
    def per_day(match: re.Match[str]) -> None:
        number = _TIMES.get(match.group(1).casefold()) or int(match.group(1)[:6])
        if not 1 <= number <= 24:
            reading.problem(
                Field.EXTRAS,
                f"There may be 1 to 24 alerts a day, not {match.group(1)[:12]}; say “alerts off” for none.",
            )
        reading.values.update(alerts=True, alerts_per_day=min(max(number, 1), 24))

    for pattern in _ALERTS_PER_DAY:
        reading.take(pattern, per_day)

    def maximum(match: re.Match[str]) -> None:
        told = match.group("n") or match.group("m") or match.group("k")
        if 1 <= int(told[:6]) <= 40:
            reading.settle("max_stories", int(told), Field.MAXIMUM)
        else:
            reading.problem(Field.MAXIMUM, f"A brief holds 1 to 40 stories, not {told[:12]}.")

    reading.take(_MAXIMUM, maximum)


def _grace(reading: Reading) -> None:
    def minutes(match: re.Match[str]) -> None:
        hours, more, plain, clock, rest = match.groups()
        total = int(plain) if plain else int(hours or clock) * 60 + int(more or rest or 0)
        if 1 <= total <= 1440:
            reading.settle("grace_minutes", total, Field.EXTRAS)
        else:
            reading.problem(Field.EXTRAS, f"“{said(reading, match)}”: a brief may be late by 1 minute to 24 hours.")

    reading.take(_MINUTES, minutes)
    reading.take(_TO_MIDNIGHT, _setter(reading, "grace_minutes", 0))


def _skip_dates(reading: Reading, today: date) -> None:
    days: list[date] = []

    def dates(match: re.Match[str]) -> None:
        for one in _A_DATE.finditer(match.group(1)):
            try:
                day = day_of(one.group(), today=today)
            except UnclearDateError as error:
                reading.problem(Field.SKIP_DATES, str(error))
                continue
            if day is None or day < today:
                reading.problem(
                    Field.SKIP_DATES, f"“{one.group()}” is no day to come; write it as {today.year + 1}-01-31."
                )
            else:
                days.append(day)

    if reading.take(_DATES, dates):
        reading.take(_SKIP_MORE, lambda _: None)
        reading.values["skip_dates"] = tuple(sorted(set(days)))


def _language(reading: Reading, words: Vocabulary, match: re.Match[str]) -> None:
    code = words.language(match.group(1))
    if code is None:
        reading.problem(
            Field.LANGUAGE, f"“{match.group(1)}” is no language dates are written in here; try German or de."
        )
    else:
        reading.settle("language", code, Field.LANGUAGE)
