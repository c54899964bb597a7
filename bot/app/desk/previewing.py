"""How a subscription is shown: in words, with what it would have sent, and when it comes next. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.briefing.slots import is_paused, next_due
from bot.chat.parsing_words import Vocabulary
from bot.chat.phrases import claim
from bot.chat.saying import say, say_lines
from bot.domain.brief import Brief
from bot.domain.moments import utc
from bot.domain.topic import FOREVER, Subscription

_SHOWN = 6
_HEADLINE = 140
EMPTY = "Over the last 7 days it would have sent nothing. It may be narrow, or its sources were not read yet."


def preview_lines(subscription: Subscription, brief: Brief, words: Vocabulary, *, now: datetime) -> tuple[str, ...]:
    """Return what `subscription` is, what it would have sent (`brief`, over the last 7 days), and when it comes."""
    return (*say_lines(subscription, words, now=now), *sent_lines(brief), next_line(subscription, now))


def sent_lines(brief: Brief) -> tuple[str, ...]:
    """Return how many stories `brief` tells, with the first headlines."""
    number = len(brief.items) + brief.left_out
    if not number:
        return (EMPTY,)
    told = f"Over the last 7 days it would have sent {_counted(number)}:"
    return (told, *headline_lines(brief, most=_SHOWN))


def headline_lines(brief: Brief, *, most: int) -> tuple[str, ...]:
    """Return the first headlines of `brief`, each on a line, and how many more there are."""
    told = [claim(item.headline, item.certainty) for item in brief.items[:most]]
    lines = [f"• {clipped(headline, _HEADLINE)}" for headline in told]
    more = len(brief.items) + brief.left_out - len(lines)
    return tuple([*lines, f"and {more} more"] if more > 0 else lines)


def next_line(subscription: Subscription, now: datetime) -> str:
    """Return when the next brief comes."""
    moment = next_moment(subscription, now)
    if moment is None:
        return "No brief comes until it is resumed." if _for_ever(subscription) else "No brief comes soon."
    return f"Next brief: {local(moment, subscription.timezone)}."


def next_moment(subscription: Subscription, now: datetime) -> datetime | None:
    """Return when the next brief comes, past the pause where there is one; None where none comes for a while."""
    if _for_ever(subscription):
        return None
    paused = is_paused(subscription, now) and subscription.paused_until
    after = max(now, utc(subscription.paused_until)) if paused and subscription.paused_until else now
    slot = next_due(subscription, after)
    return slot.moment if slot else None


def list_lines(listed: Sequence[Subscription], words: Vocabulary, *, names: Sequence[str], now: datetime) -> list[str]:
    """Return a numbered line for each subscription, with its state behind; `names` are those of their owners."""
    return [
        f"{number}. {say(one, words)} — {standing(one, owners, now)}"
        for number, (one, owners) in enumerate(zip(listed, names, strict=True), start=1)
    ]


def standing(subscription: Subscription, owners: str, now: datetime) -> str:
    """Return when a subscription comes next or why it is paused, whose it is, and that it cannot be changed here."""
    parts = [_when(subscription, now)]
    parts += [f"by {owners}"] if owners else []
    parts += ["from the configuration, read-only here"] if subscription.managed else []
    return ", ".join(parts)


def local(moment: datetime, zone: str) -> str:
    """Return a moment in `zone`: Tue 24 Nov, 07:30 (Europe/Istanbul)."""
    here = utc(moment).astimezone(ZoneInfo(zone))
    return f"{here:%a} {here.day} {here:%b}, {here:%H:%M} ({zone})"


def clipped(text: str, limit: int) -> str:
    """Return `text` on one line and no longer than `limit`."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _when(subscription: Subscription, now: datetime) -> str:
    if is_paused(subscription, now):
        until = subscription.paused_until
        ends = (
            "until resumed"
            if _for_ever(subscription) or until is None
            else f"until {local(until, subscription.timezone)}"
        )
        return f"paused {ends}" + (f" ({subscription.pause_note})" if subscription.pause_note else "")
    moment = next_moment(subscription, now)
    return f"next {local(moment, subscription.timezone)}" if moment else "no brief soon"


def _for_ever(subscription: Subscription) -> bool:
    return subscription.paused_until is not None and utc(subscription.paused_until) >= FOREVER


def _counted(number: int) -> str:
    return "1 story" if number == 1 else f"{number} stories"
