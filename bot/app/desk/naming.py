"""What things are called where somebody types: the bot itself, and what is done there to let it in. Pure."""

from bot.app.desk.permits import ADMINS, INVITE, UNSEEN

_NAMES = {"slack": "/entente", "teams": "@Entente"}
_IN_TEAMS = {
    INVITE: "I am not in that channel's team. Add the app to the team first, then ask again.",
    UNSEEN: "Teams does not tell me whether you are a guest, so I change nothing for you. Ask again in a minute.",
    ADMINS: (
        "Here only the owners of a subscription can change it, and the bot's operator can make new ones: Teams does not"
        " tell me who is an admin."
    ),
}


def called(platform: str, *, direct: bool = False) -> str:
    """Return what a command begins with on a platform, "" where nothing does.

    Teams has no commands of its own: the bot is mentioned, and in its chat nothing needs to be.
    """
    return "" if direct and platform == "teams" else _NAMES.get(platform, "entente")


def put(why: str, platform: str) -> str:
    """Return a refusal in the words of a platform."""
    return _IN_TEAMS.get(why, why) if platform == "teams" else why


def letting_in(platform: str) -> str:
    """Return what lets the bot into a channel, as the end of a sentence."""
    return "add me to its team" if platform == "teams" else "invite me there"
