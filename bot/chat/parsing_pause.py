"""How long a pause lasts, as people say it. Pure."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.chat.commands import HelpCommand, PauseCommand
from bot.chat.parsing_dates import UnclearDateError, day_of, span_of
from bot.chat.parsing_text import folded

_EXAMPLES = "Say how long: pause 3 days, pause 2 until Monday, pause until 2026-12-01, pause 1 forever."
_WHICH = re.compile(
    r"(?:subscription\s+|number\s+|#)?(\d{1,6})(?=\s|$)(?!\s*(?:days?|d|weeks?|wks?|w|fortnights?|months?|years?|of)\b)\s*",
    re.I,
)
_HOURS = re.compile(r"\b(?:hours?|h|minutes?|min)\b", re.I)
_FOREVER = frozenset(
    {
        "",
        "forever",
        "indefinitely",
        "until resumed",
        "until further notice",
        "for good",
        "until i resume",
        "for now",
        "for ever",
    }
)
_ALL = re.compile(r"(?:all(?:\s+of\s+them)?|everything)(?=\s|$)\s*", re.I)
_IT = re.compile(r"(?:it|this(?!\s+(?:week|month|year))|me|us|briefs?|here|the\s+briefs?)(?=\s|$)\s*", re.I)
_UNTIL = re.compile(r"(?:(?:until|till|til|up\s+to|through|to)\s+)", re.I)
_FURTHEST = 3650


def read_pause(text: str, *, whole: str, today: date, is_id: Callable[[str], bool]) -> PauseCommand | HelpCommand:
    """Return the pause in `text`, or help that quotes `whole`; `is_id` says whether a word names a subscription."""
    which, rest = _which(folded(text).strip(), is_id)
    said = " ".join(rest.strip(" .!?,;:").split())
    if said.casefold() in _FOREVER:
        return PauseCommand(which=which)
    if said.casefold() in ("today", "for today"):
        return PauseCommand(which=which, days=1)
    if said.casefold() in (
        "this week",
        "for this week",
        "for the rest of the week",
        "for the weekend",
        "for this weekend",
        "over the weekend",
    ):
        return PauseCommand(which=which, until=day_of("next week", today=today))
    days = span_of(said, today=today)
    if days is not None:
        return PauseCommand(which=which, days=days)
    problem = _EXAMPLES if not _HOURS.search(said) else f"A pause lasts whole days. {_EXAMPLES}"
    try:
        until = day_of(_UNTIL.sub("", said, count=1), today=today)
    except UnclearDateError as error:
        until, problem = None, str(error)
    if until is not None and until <= today:
        problem = f"{until.isoformat()} is not a day to come. {_EXAMPLES}"
    elif until is not None and until > today + timedelta(days=_FURTHEST):
        problem = "A pause with an end lasts ten years at most; say “forever” for one without."
    elif until is not None:
        return PauseCommand(which=which, until=until)
    return HelpCommand(not_understood=whole, problem=problem)


def _which(text: str, is_id: Callable[[str], bool]) -> tuple[str, str]:
    number = _WHICH.match(text)
    if number:
        return number.group(1), text[number.end() :]
    everything = _ALL.match(text)
    if everything:
        return "all", text[everything.end() :]
    it = _IT.match(text)
    if it:
        return "", text[it.end() :]
    first = re.match(r"(\S+)(?:\s+|$)", text)
    if first and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", first.group(1)) and is_id(first.group(1)):
        return first.group(1), text[first.end() :]
    return "", text
