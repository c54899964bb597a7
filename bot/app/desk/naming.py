"""What things are called where somebody types: the bot itself, and what is done there to let it in. Pure."""

from dataclasses import replace

from bot.app.desk.finding import NONE_YET
from bot.app.desk.permits import ADMINS, INVITE, UNSEEN
from bot.chat.wishes import Wish

_NAMES = {"slack": "/entente", "teams": "@Entente"}
_IN_TEAMS = {
    INVITE: "I am not in that channel's team. Add the app to the team first, then ask again.",
    UNSEEN: "Teams does not tell me whether you are a guest, so I change nothing for you. Ask again in a minute.",
    ADMINS: (
        "Here only the owners of a subscription can change it, and the bot's operator can make new ones: Teams does not"
        " tell me who is an admin."
    ),
    # What somebody says in a channel of Teams is read by all of it, whoever is answered.
    "an answer that you alone see": "an answer that you alone see; write it in your own chat with me, for a channel "
    "reads what you ask there",
    "shown to you alone, here; gone when the page is loaded anew": "answered in your own chat with me",
    "Direct messages with me are private as well. Questions are kept for 30 days and stand in no log.": (
        "Written in a channel, the question itself is read by everybody there: ask in your own chat with me. Questions "
        "are kept for 30 days and stand in no log."
    ),
    "⋯ below an answer exports it as Markdown, CSV, JSON or HTML to print, as the archive is at that moment.": (
        "“More” below an answer exports it as Markdown, CSV, JSON or HTML to print, as the archive is at that moment. "
        "The file comes in your own chat with me."
    ),
    "edit 1 grace 2h, broadcast on": "edit 1 grace 2h",
    "how late a brief may come; replies shown in the channel too": "how late a brief may come",
    "transfer 2 to @U0123ABC": "transfer 2 to @Name",
    "another owner, two of them, or a user group": "another owner, or two: mention them",
    "Name one or two new owners, or a user group: transfer 2 to @name.": (
        "Mention the one or two who are to own it, so that I know whom you mean: transfer 2 to @name."
    ),
}
_IN_THREADS = "Teams shows replies in their threads alone, so “broadcast” is left out."
_NONE_HERE = "Nothing comes to this chat yet. Say, for example: subscribe Pakistan Türkiye at 07:30. "
_WHERE_ELSE = {
    "teams": "What a channel gets is listed and changed in that channel, by @Entente; “home” shows all that is yours.",
    "slack": "What a channel gets is listed and changed in that channel; the app's Home shows all that is yours.",
}


def called(platform: str, *, direct: bool = False) -> str:
    """Return what a command begins with on a platform, "" where nothing does.

    Teams has no commands of its own: the bot is mentioned, and in its chat nothing needs to be.
    """
    return "" if direct and platform == "teams" else _NAMES.get(platform, "entente")


def put(why: str, platform: str) -> str:
    """Return a refusal in the words of a platform."""
    return _IN_TEAMS.get(why, why) if platform == "teams" else why


def put_alone(line: str, platform: str) -> str:
    """Return a line in the words of a platform, as it is said in somebody's own chat with the bot: no channel's."""
    return f"{_NONE_HERE}{_WHERE_ELSE.get(platform, '')}".strip() if line == NONE_YET else put(line, platform)


def possible(wish: Wish, platform: str) -> Wish:
    """Return a wish without what a platform cannot do, which it notes."""
    if platform != "teams" or not wish.broadcast:
        return wish
    return replace(wish, broadcast=None, notes=(*wish.notes, _IN_THREADS))


def in_chats(platform: str) -> bool:
    """Whether what one person alone is shown comes in their own chat with the bot, where files can be had too."""
    return platform == "teams"


def letting_in(platform: str) -> str:
    """Return what lets the bot into a channel, as the end of a sentence."""
    return "add me to its team" if platform == "teams" else "invite me there"
