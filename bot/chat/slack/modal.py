"""The form that makes or changes a subscription, as a modal. Pure: a draft in, a view out.

`reading_forms` reads it back; a form that is sent as it was shown changes nothing.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.chat.form_choices import ANY, WEEKDAY_OPTIONS, Choices
from bot.chat.form_lists import days_said, left_out, marked, pair_said
from bot.chat.form_reading import (
    ALERTS_A_DAY,
    EQUIPMENT,
    EXTRAS,
    GRACE,
    NOT_NAMES,
    NOT_SECTORS,
    NOT_TYPES,
    QUIET_DAYS,
    hours_said,
)
from bot.chat.forms import Draft
from bot.chat.slack import blocks as kit
from bot.chat.slack import modal_kit, text
from bot.chat.slack.modal_kit import Json, plain
from bot.chat.wishes import MAX_OWNERS, Field
from bot.domain.topic import Subscription, Topic

CALLBACK = "entente_form"
_UNKNOWN, _UNKNOWNS = 60, 12
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_DIRECT = re.compile(r"D[A-Z0-9]{2,}")


def form_view(draft: Draft, choices: Choices) -> dict[str, Any]:
    """Return the modal that starts as `draft` says; raise ValueError where a name is longer than a field holds."""
    start = draft.start
    blocks = [
        *_top(draft),
        *_where(draft),
        kit.header("Who and what"),
        *_asked(start.topic, choices),
        kit.header("When"),
        *_when(start, choices),
        kit.header("How"),
        *_how(start, choices),
        _owners(start),
        kit.header("Leave out"),
        *_left_out(start.topic, choices),
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain("Edit subscription" if draft.edits else "New subscription"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "private_metadata": _origin(draft),
        "blocks": blocks,
    }


def _origin(draft: Draft) -> str:
    """Return what a sent form does not tell by itself: where it was asked for, and for what it is."""
    channel = draft.start.channel if draft.channel_fixed else ""
    at = channel if draft.at is None else draft.at
    origin = {"at": at, "channel": channel, "edits": draft.edits, "fixed": draft.channel_fixed}
    return json.dumps(origin, separators=(",", ":"))


def _top(draft: Draft) -> Iterator[Json]:
    if draft.unknown:
        words = ", ".join(f"“{text.mrkdwn(word, _UNKNOWN)}”" for word in draft.unknown[:_UNKNOWNS])
        yield kit.section(f"Not understood: {words}. All else stands below.")


def _where(draft: Draft) -> Iterator[Json]:
    channel = draft.start.channel
    if not draft.channel_fixed:
        hint = "Invite the bot there first. Without a channel the brief comes to you alone."
        chosen = channel if _CHANNEL.fullmatch(channel) else None
        yield modal_kit.channel(Field.CHANNEL, "Where", chosen, hint=hint)
    elif _CHANNEL.fullmatch(channel):
        yield kit.section(f"For <#{channel}>.")
    elif _DIRECT.fullmatch(channel):
        yield kit.section("For you alone, by direct message.")


def _asked(topic: Topic, choices: Choices) -> Iterator[Json]:
    hint = "Stories with any of these countries or pairs. Without any, every country counts."
    yield modal_kit.some_of_groups(
        Field.COUNTRIES, "Countries", choices.countries, topic.countries, hold="Type a country"
    )
    yield from modal_kit.texts(
        Field.PAIRS,
        "Pairs",
        [pair_said(pair) for pair in topic.pairs],
        hint=hint,
        hold="PK–TR, or PL→KR: PL supplies KR",
    )
    yield modal_kit.some_of(Field.SECTORS, "Sectors", choices.sectors, topic.sectors, hold="Every sector")
    yield modal_kit.some_of(Field.TYPES, "Kinds of cooperation", choices.types, topic.types, hold="Every kind")
    yield modal_kit.one_of(Field.STAGE, "From which stage on", choices.stages, topic.min_stage or ANY)
    yield modal_kit.one_of(Field.CERTAINTY, "How sure at least", choices.certainty, topic.min_certainty or ANY)
    yield from modal_kit.texts(Field.NAMES, "Companies", marked(topic.organisations), hold="Baykar, Hanwha Aerospace")
    yield from modal_kit.texts(EQUIPMENT, "Equipment", marked(topic.designations), hold="K2, Bayraktar TB2")
    yield from modal_kit.texts(Field.WORDS, "Words", marked(topic.words), hold="in a headline or a fact")


def _left_out(topic: Topic, choices: Choices) -> Iterator[Json]:
    hold = "None"
    yield modal_kit.some_of_groups(
        Field.EXCLUDE, "Not these countries", choices.countries, topic.exclude_countries, hold=hold
    )
    yield modal_kit.some_of(NOT_SECTORS, "Not these sectors", choices.sectors, topic.exclude_sectors, hold=hold)
    yield modal_kit.some_of(NOT_TYPES, "Not these kinds", choices.types, topic.exclude_types, hold=hold)
    yield from modal_kit.texts(
        NOT_NAMES,
        "Not these pairs, companies, equipment or words",
        left_out(topic),
        between="\n",
        lines=True,
        hold="PK–IN, company: Elbit, equipment: F-16, word: exercise",
    )


def _when(start: Subscription, choices: Choices) -> Iterator[Json]:
    yield from modal_kit.texts(Field.SLOTS, "Times", start.slots, hint="Such as 07:30, 17:00", must=True)
    yield modal_kit.ticks(Field.WEEKDAYS, "Days", WEEKDAY_OPTIONS, start.weekdays, must=True)
    yield modal_kit.one_of_groups(Field.TIMEZONE, "Time zone", choices.zones, start.timezone)
    yield from modal_kit.texts(
        Field.SKIP_DATES,
        "Days without a brief",
        days_said(start.skip_dates),
        between="\n",
        lines=True,
        hold="2026-12-24 to 2027-01-02",
        hint="Dates, runs of dates, or the text of an ICS file. What is missed comes with the next brief.",
    )
    yield modal_kit.number(
        GRACE,
        "How late a brief may be, in minutes",
        start.grace_minutes,
        least=1,
        most=1440,
        hint="After a breakdown. Empty: until midnight.",
    )


def _how(start: Subscription, choices: Choices) -> Iterator[Json]:
    yield modal_kit.number(Field.MAXIMUM, "Stories in a brief at most", start.max_stories, least=1, most=40)
    yield modal_kit.either(Field.QUIET_DAY, "On a day without news", QUIET_DAYS, start.quiet_day)
    quiet = [hours_said(start.quiet_hours)] if start.quiet_hours else []
    hint = "No alert is posted in these hours. Empty: none."
    yield from modal_kit.texts(Field.QUIET_HOURS, "Quiet hours", quiet, hint=hint, hold="20:00–07:00")
    wanted = [name for name, _ in EXTRAS if getattr(start, name)]
    yield modal_kit.ticks(Field.EXTRAS, "Also", EXTRAS, wanted)
    yield modal_kit.number(ALERTS_A_DAY, "Alerts a day at most", start.alerts_per_day, least=1, most=24)
    yield modal_kit.one_of(Field.LANGUAGE, "Language of dates", choices.languages, start.language)


def _owners(start: Subscription) -> Json:
    if all(_PERSON.fullmatch(owner) for owner in start.owners):
        hint = "Who answers for it: asked about changes, told when it cannot be delivered."
        return modal_kit.people(Field.OWNERS, "Owners", start.owners, most=MAX_OWNERS, hint=hint)
    # A menu of people cannot show a user group.
    return kit.context(["It is owned by a user group; `/entente transfer` gives it to somebody else."])
