"""Slack's payloads read as what `bot.chat.heard` knows. Pure; what a payload lacks, or holds in another form, is "".

`context` is Bolt's: it knows the workspace of the installation also where a channel is shared between workspaces.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.heard import Action, Heard, Press
from bot.domain.delivery import MessageRef

Body = Mapping[str, Any]

MORE = "entente_more"
"""The menu behind a story's buttons; its options carry `action#value`."""
# Within a mark Slack escapes what brackets people type: each ends before the next begins, or is none.
_PEOPLE = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>")
_PLACE = re.compile(r"<#([A-Z0-9]+)(?:\|([^<>]*))?>")
_SPECIAL = re.compile(r"<[@!][^<>]*>")
_LINK = re.compile(r"<((?:https?|mailto):[^|<>]*)(?:\|([^<>]*))?>")
_WHY = re.compile(r"\s*why\b", re.I)
_GAPS = re.compile(r" {2,}")
_MAX_VALUE = 2_000
_AT_ONCE = frozenset(
    {
        *("list", "subscriptions", "sources", "status", "why", "audit", "corrections", "feedback", "privacy"),
        *("unsubscribe", "pause", "resume", "transfer", "help", "?", "search"),
    }
)
"""Commands answered in about a second: a promise before would be a second answer to one word."""
_SLOW = frozenset({"subscribe", "new", "edit", "now", "test"})
_ALONE = re.compile(
    r"(?<!\S)(?:--|[–—])private(?!\S)|\b(?:priv(?:at|ad|é)|prywatn|ephemeral|confidential|vertraulich|лично)"
    r"|\b(?:just|only) (?:for |to )?me\b|\bfor my eyes\b",
    re.I,
)
"""Marks of a question whose answer comes to the asker alone, as a promise does: two whispers to one question."""
_FORMS = {"subscribe": 1, "new": 1, "edit": 2}
"""Commands that open a form where no more than so many words are said."""


def interaction(body: Body, context: Body) -> Heard:
    """Return who commanded, pressed or filled in something, and where; the trigger, used once, names the event."""
    user, channel, container = part(body, "user"), part(body, "channel"), part(body, "container")
    trigger, thread = text(body, "trigger_id"), _thread(body)
    heard = Heard(
        event_id=f"slack:trigger:{trigger}" if trigger else f"slack:action:{_moment(body)}",
        workspace=_workspace(body, context),
        channel=text(body, "channel_id") or text(channel, "id") or text(container, "channel_id"),
        user=text(body, "user_id") or text(user, "id"),
        thread=thread,
        enterprise=text(context, "enterprise_id"),
        trigger=trigger,
        threaded=thread is not None,
    )
    return replace(heard, home=_home(text(user, "team_id"), heard))


def submission(body: Body, context: Body, *, channel: str) -> Heard:
    """Return who sent a form that was asked for in `channel`, "" at home; a form counts once as it is shown."""
    view = part(body, "view")
    heard = replace(interaction(body, context), channel=channel, thread=None, threaded=False)
    return replace(heard, event_id=f"slack:view:{text(view, 'id')}:{text(view, 'hash')}")


def said(event: Body, body: Body, context: Body) -> Heard:
    """Return who said something where. One mention can come as two events: its place and time name it."""
    channel, ts = text(event, "channel"), text(event, "ts")
    heard = happened(event, body, context)
    return replace(
        heard,
        event_id=f"slack:said:{heard.workspace}:{channel}:{ts}",
        thread=text(event, "thread_ts") or ts or None,
        threaded=bool(text(event, "thread_ts")),
    )


def happened(event: Body, body: Body, context: Body) -> Heard:
    """Return where something happened, and by whom."""
    heard = Heard(
        event_id=f"slack:event:{text(body, 'event_id')}",
        workspace=_workspace(body, context),
        channel=text(event, "channel") or text(part(event, "channel"), "id"),
        user=text(event, "user") or text(event, "actor_id"),
        enterprise=text(context, "enterprise_id") or text(body, "enterprise_id"),
    )
    return replace(heard, home=_home(text(event, "user_team") or text(event, "source_team"), heard))


def container(event: Body, body: Body, context: Body) -> Heard:
    """Return who opened the older container for agents, and its thread."""
    opened, heard = part(event, "assistant_thread"), happened(event, body, context)
    return replace(
        heard,
        channel=text(opened, "channel_id"),
        user=text(opened, "user_id"),
        thread=text(opened, "thread_ts") or None,
    )


def renamed(event: Body, body: Body, context: Body) -> Heard:
    """Return which channel is called otherwise now: its id as it was."""
    heard = happened(event, body, context)
    return replace(heard, channel=text(event, "old_channel_id") or heard.channel)


def pressed(body: Body) -> Press | None:
    """Return what was pressed, None where it is nothing of ours."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    # Slack wants ids that differ within a message, so renderers put a suffix behind a colon.
    name, value = text(action, "action_id").partition(":")[0], _value(action)
    if name == MORE:
        name, _, value = value.partition("#")
    if name not in set(Action) or len(value) > _MAX_VALUE:
        return None
    return Press(action=Action(name), value=value, message=_message(body))


def spoken(raw: str, *, bot_user: str = "") -> str:
    """Return what was said in Slack's text, entities decoded and the bot's own name left out.

    People and groups stay as @U123 and @S123, channels as #name. Links become their addresses where an article is
    asked for, else their labels: Slack makes links of much that was typed as a word.
    """
    plain = _PEOPLE.sub(lambda found: _mention(found, bot_user), raw)
    plain = _SPECIAL.sub(" ", _PLACE.sub(lambda found: f" #{found[2] or found[1]} ", plain))
    asked = _WHY.match(plain) is not None
    plain = _LINK.sub(lambda found: found[1] if asked else found[2] or found[1], plain)
    return _GAPS.sub(" ", html.unescape(plain)).strip()


def promise(said: str) -> str:
    """Return what to say at once to a command, "" where its answer comes as fast as the promise would."""
    words = said.split()
    first = words[0].casefold() if words else "help"
    at_once = first in _AT_ONCE or len(words) <= _FORMS.get(first, 0)
    at_once = at_once or (first not in _SLOW and _ALONE.search(said) is not None)
    return "" if at_once else "One moment."


def text(body: Body, name: str) -> str:
    """Return a text of a payload, "" where there is none."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def part(body: Body, name: str) -> Body:
    """Return a part of a payload, an empty one where there is none."""
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def _workspace(body: Body, context: Body) -> str:
    return text(context, "team_id") or text(body, "team_id") or text(part(body, "team"), "id")


def _home(team: str, heard: Heard) -> str:
    """Return where a person belongs. A grid may name itself in the place of the workspace: that is no stranger."""
    return heard.workspace if team and team == heard.enterprise else team


def _thread(body: Body) -> str | None:
    """Return the thread a button stands in.

    None for one in the channel itself: a whisper under its message would be seen only by whom had the thread open.
    """
    message, container = part(body, "message"), part(body, "container")
    thread = text(message, "thread_ts") or text(container, "thread_ts")
    own = text(message, "ts") or text(container, "message_ts")
    return thread if thread and thread != own else None


def _message(body: Body) -> MessageRef | None:
    """Return the message a button stands in, None for a whisper: nobody can change or answer one later."""
    container, message = part(body, "container"), part(body, "message")
    ts = text(message, "ts") or text(container, "message_ts")
    channel = text(part(body, "channel"), "id") or text(container, "channel_id")
    if container.get("is_ephemeral") or not ts or not channel:
        return None
    return MessageRef(channel=channel, message_id=ts)


def _value(action: Body) -> str:
    """Return what a button, menu or picker carries."""
    chosen = text(action, "value") or text(part(action, "selected_option"), "value")
    pickers = ("selected_user", "selected_conversation", "selected_channel", "selected_date", "selected_time")
    return chosen or next((found for name in pickers if (found := text(action, name))), "")


def _moment(body: Body) -> str:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    return f"{text(part(body, 'user'), 'id')}:{text(first, 'action_id')}:{text(first, 'action_ts')}"


def _mention(found: re.Match[str], bot_user: str) -> str:
    name = found[1] or found[2]
    return " " if name == bot_user else f" @{name} "
