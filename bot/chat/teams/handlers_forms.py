"""A form that was sent: what is wrong is shown at its field with what was filled in kept, what is right is taken."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.chat.commands import SubscribeCommand
from bot.chat.heard import Desk, Filled, Heard
from bot.chat.platform import Payload
from bot.chat.teams.around import Around
from bot.chat.teams.forms import Shown, closed, drawn
from bot.chat.teams.forms_read import Words, entries, read_form
from bot.chat.teams.forms_values import Origin, read_origin
from bot.chat.teams.handlers_read import Pressed
from bot.domain.topic import Topic
from bot.log import get_logger

log = get_logger("teams")
CHECK_SECONDS = 5.0
"""How long a form may be checked before it is answered: Teams waits little longer."""
TAKEN = "Sent. What comes of it is told below."
CANCELLED = "Closed; nothing is changed."
BUSY = "This could not be checked just now; nothing is changed. Please send it again."
_MANY = "What is wrong cannot be shown with all that was filled in: "
_SAID = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that was looked at: what is to stand in its place, and what it asks for where that may be taken.

    `words` are said instead to a client that can be told something and go on showing the form as it is filled in.
    """

    card: Payload
    filled: Filled | None = None
    words: str = ""


async def looked_at(heard: Heard, pressed: Pressed, *, desk: Desk, around: Around) -> Sent:
    """Check what somebody sent; nothing is taken yet."""
    origin, values = read_origin(pressed.form or {}), entries(pressed.fields or {})
    filled, problems = await _checked(heard, values, origin, desk=desk, around=around)
    if not problems and filled is not None:
        return Sent(card=closed(TAKEN), filled=filled)
    channels = () if origin.fixed else tuple(await around.channels(heard.workspace, heard.user))
    shown = Shown(values=values, origin=origin, problems=tuple(problems.items()), channels=channels)
    try:
        return Sent(card=drawn(shown, around.choices))
    except ValueError:
        words = f"{_MANY}{' '.join(problems.values())}"[:_SAID]
        return Sent(card=closed(words), words=words)


async def _checked(
    heard: Heard, values: Mapping[str, str], origin: Origin, *, desk: Desk, around: Around
) -> tuple[Filled | None, Mapping[str, str]]:
    """Return a form as it was read, and what is wrong by field."""
    words = _words(desk)
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            # In a thread: reading thousands of typed words would hold up what others wait for.
            filled = await asyncio.to_thread(read_form, values, origin, around.choices, words=words)
            return filled, _by_field(filled) or await desk.check(heard, filled)
    except TimeoutError:
        log.warning("a form was not checked in time", form=heard.event_id)
    except Exception:
        log.exception("a form could not be checked", form=heard.event_id)
    return None, {"": BUSY}


def _by_field(filled: Filled) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, sentence in filled.wish.problems:
        found[str(field)] = f"{found[field]} {sentence}" if field in found else sentence
    return found


def _words(desk: Desk) -> Words:
    """Return how typed names are understood: as the same words in a command."""

    def topic(words: str) -> Topic:
        command = desk.parse(f"subscribe {words}")
        if not isinstance(command, SubscribeCommand) or command.wish.unknown or command.wish.problems:
            return Topic()
        return command.wish.topic or Topic()

    def zone(words: str) -> str | None:
        command = desk.parse(f"subscribe at 07:30 {words}")
        known = isinstance(command, SubscribeCommand) and not command.wish.unknown and not command.wish.problems
        return command.wish.timezone if known and isinstance(command, SubscribeCommand) else None

    return Words(topic=topic, zone=zone)


def asked_at(heard: Heard, channel: str, *, message_id: str) -> Heard:
    """Return who sent a form that was asked for in `channel`, "" at home; a form counts once as it stands."""
    where = f"form:{message_id}" if message_id else heard.event_id
    event_id = f"teams:{heard.channel}:{where}" if message_id else where
    return replace(heard, channel=channel, thread=None, threaded=False, event_id=event_id)
