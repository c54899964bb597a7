"""What the bot is called where somebody types."""

_NAMES = {"slack": "/entente", "teams": "@Entente"}


def called(platform: str, *, direct: bool = False) -> str:
    """Return what a command begins with on a platform, "" where nothing does.

    Teams has no commands of its own: the bot is mentioned, and in its chat nothing needs to be.
    """
    return "" if direct and platform == "teams" else _NAMES.get(platform, "entente")
