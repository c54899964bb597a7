"""Teams' activities read as what `bot.chat.heard` knows. Pure; what one lacks, or holds in another form, is "".

Activities come through the guard: they are of a tenant that is served. What clients wrote into them may still be
anything.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.dates import zone_named
from bot.chat.heard import Action, Heard, Press
from bot.chat.teams.handlers_parts import Part, part, parts, text
from bot.domain.conversation import ConversationKind
from bot.domain.delivery import MessageRef
from bot.domain.desk import Complaint
from bot.domain.ids import digest

DATA = "entente"
FORM = "entente_form"
"""The action of a form that is sent."""
HOME = "home"
"""Marks what stands in a home: it was pressed nowhere else."""
AT = "at"
"""Names the conversation that a button is about, where it stands in another: in a person's own chat with the bot."""
MESSAGE = "application/vnd.microsoft.activity.message"
CARD = "application/vnd.microsoft.card.adaptive"
_KINDS = {
    "personal": ConversationKind.PERSONAL,
    "channel": ConversationKind.CHANNEL,
    "groupChat": ConversationKind.GROUP,
}
_CHAT = "a:"
_ROOT = re.compile(r"messageid=(\d{1,20})")
_MAX_VALUE, _MAX_ID, _MAX_REASON = 2_000, 400, 4_000
_COMPLAINTS: tuple[tuple[str, Complaint], ...] = (
    (r"\b(?:wrong|other|not\s+this)\s+countr|\bcountry\s+is\s+wrong", Complaint.WRONG_COUNTRY),
    (r"\b(?:wrong|other)\s+(?:stage|state|status)|\b(?:stage|status)\s+is\s+wrong", Complaint.WRONG_STAGE),
    (r"\bduplicat|\btwice\b|\bold\s+news\b|\balready\s+(?:seen|told|posted|reported)", Complaint.DUPLICATE),
    (r"\b(?:not|un|ir)[\s-]*relevant|\boff[\s-]*topic|\bnothing\s+to\s+do\s+with", Complaint.NOT_RELEVANT),
)


@dataclass(frozen=True, slots=True)
class InvokeAnswer:
    """What an invoke is answered at once: the HTTP status and the JSON body, None for an empty one."""

    status: int
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a client sent for a button: `fields` are the inputs around it, `at` is the conversation it is about."""

    action: str
    value: str
    at: str = ""
    home: bool = False
    form: Part | None = None
    fields: Part | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said with the buttons under a message: whether it was liked, and why not."""

    liked: bool
    reason: str = ""


def said_message(words: str) -> InvokeAnswer:
    """Return the answer that shows a short message to the one who pressed."""
    return InvokeAnswer(200, {"statusCode": 200, "type": MESSAGE, "value": words})


def shown_card(card: Part) -> InvokeAnswer:
    """Return the answer that puts a card in the place of the one that was pressed in."""
    return InvokeAnswer(200, {"statusCode": 200, "type": CARD, "value": dict(card)})


def kind_of(activity: Part) -> ConversationKind:
    """Return what an activity happened in; where Teams leaves it out, a chat with the bot is known by its id."""
    unnamed = ConversationKind.PERSONAL if channel_of(activity).startswith(_CHAT) else ConversationKind.CHANNEL
    return _KINDS.get(text(activity, "conversation", "conversationType"), unnamed)


def tenant_of(activity: Part) -> str:
    """Return the tenant that an activity came from, in lower case."""
    return (text(activity, "channelData", "tenant", "id") or text(activity, "conversation", "tenantId")).lower()


def channel_of(activity: Part) -> str:
    """Return the id of the conversation without the part that names a thread."""
    return text(activity, "conversation", "id").partition(";")[0]


def zone_of(activity: Part) -> str:
    """Return the IANA time zone of the client that somebody used, "" where it is not told or is none."""
    told = (text(each, "timezone") for each in parts(activity, "entities") if text(each, "type") == "clientInfo")
    zone = text(activity, "localTimezone") or next(told, "")
    return zone_named(zone) or ""


def heard_of(activity: Part, event_id: str = "") -> Heard:
    """Return who did something where.

    A chat has no threads: it is one by itself, under its own id, so that what is asked there can be asked on.
    """
    channel, workspace, user = channel_of(activity), tenant_of(activity), text(activity, "from", "id")
    root = _root(activity)
    own = text(activity, "replyToId") if activity.get("type") == "invoke" else text(activity, "id")
    chat = kind_of(activity) is not ConversationKind.CHANNEL
    return Heard(
        event_id=event_id or _event(activity, channel),
        workspace=workspace,
        channel=channel,
        user=user,
        thread=channel if chat else root or None,
        platform="teams",
        home=_home(activity, workspace),
        trigger=f"{workspace}|{user}",
        threaded=bool(root) and root != own and not chat,
    )


def pressed_in(activity: Part) -> Heard:
    """Return who pressed something where; what is said to them in the channel stands below that message."""
    heard = heard_of(activity)
    if kind_of(activity) is not ConversationKind.CHANNEL:
        return heard
    return replace(heard, threaded=heard.thread is not None and heard.thread != text(activity, "replyToId"))


def pressed_of(activity: Part) -> Pressed | None:
    """Return what was pressed, None where it is nothing of ours. An older client sends the same as a message."""
    value = part(activity, "value")
    data = part(value, "action", "data") if activity.get("type") == "invoke" else value
    ours = part(data, DATA)
    action, said, at = text(ours, "action"), text(ours, "value"), text(ours, AT)
    if not action or len(action) > _MAX_ID or len(said) > _MAX_VALUE or len(at) > _MAX_ID:
        return None
    form = part(ours, "form") if action == FORM else None
    fields = {name: each for name, each in data.items() if name != DATA} if action == FORM else None
    return Pressed(action, said, at=at, home=ours.get(HOME) is True, form=form, fields=fields)


def press_of(activity: Part, pressed: Pressed) -> Press | None:
    """Return the press as a desk takes it, None where no desk knows the action."""
    if pressed.action not in set(Action):
        return None
    # What was pressed in one conversation about another has no message there.
    stands = None if pressed.at or pressed.home else message_of(activity)
    return Press(action=Action(pressed.action), value=pressed.value, message=stands)


def message_of(activity: Part) -> MessageRef | None:
    """Return the message whose button was pressed, or that was judged; None where that was not said."""
    own, channel = text(activity, "replyToId"), channel_of(activity)
    return MessageRef(channel=channel, message_id=own) if own and len(own) <= _MAX_ID and channel else None


def judged_of(activity: Part) -> Judged | None:
    """Return how a message was found, None where it was not said in a way we know."""
    value = part(activity, "value")
    told = part(value, "actionValue")
    reaction = text(told, "reaction")
    if text(value, "actionName") != "feedback" or reaction not in ("like", "dislike"):
        return None
    return Judged(liked=reaction == "like", reason=_reason(told.get("feedback")))


def complaint_of(reason: str) -> Complaint | None:
    """Return the complaint that words make, None where they fit none: then it is asked for."""
    return next((found for pattern, found in _COMPLAINTS if re.search(pattern, reason, re.I)), None)


def is_bots(activity: Part) -> bool:
    """Whether a bot did it, or nobody."""
    who = text(activity, "from", "id")
    return not who or who.startswith("28:") or text(activity, "from", "role") in ("bot", "skill")


def comers(activity: Part, change: str) -> tuple[str, ...]:
    """Return the ids of who came or went: `change` is membersAdded or membersRemoved."""
    return tuple(who for each in parts(activity, change) if (who := text(each, "id")))


def _event(activity: Part, channel: str) -> str:
    """Return what an activity is called each time it is sent."""
    own = text(activity, "id")
    if own:
        return f"teams:{channel}:{own}"
    told = json.dumps([activity.get("value"), activity.get("name"), text(activity, "timestamp")], default=str)
    return f"teams:{channel}:{text(activity, 'replyToId')}:{text(activity, 'from', 'id')}:{digest('press', told)}"


def _root(activity: Part) -> str:
    found = _ROOT.search(text(activity, "conversation", "id").partition(";")[2])
    if found:
        return found[1]
    own = text(activity, "replyToId") if activity.get("type") == "invoke" else ""
    return own or text(activity, "id")


def _home(activity: Part, workspace: str) -> str:
    """Return the tenant of the person, that of the conversation where no other is named."""
    named = text(activity, "from", "tenantId") or text(activity, "from", "properties", "tenantId")
    named = named or text(activity, "channelData", "source", "tenantId") or text(activity, "conversation", "tenantId")
    return named.lower() or workspace


def _reason(told: Any) -> str:
    """Return what was typed; Teams sends it as JSON within a text."""
    if isinstance(told, str):
        try:
            told = json.loads(told[:_MAX_REASON])
        except (ValueError, RecursionError):
            return ""
    return text(told, "feedbackText").strip()[:_MAX_REASON] if isinstance(told, Mapping) else ""
