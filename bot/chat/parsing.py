"""What was said, turned into a command: parsed once for all platforms. Pure."""

from bot.chat.commands import (
    MAX_QUESTION,
    AskCommand,
    Command,
    FindCountries,
    HelpCommand,
    ListCommand,
    NowCommand,
    SourcesCommand,
)

_FIXED: dict[str, Command] = {
    "now": NowCommand(),
    "brief": NowCommand(),
    "list": ListCommand(),
    "subscriptions": ListCommand(),
    "sources": SourcesCommand(),
    "help": HelpCommand(),
    "?": HelpCommand(),
    "": HelpCommand(),
}


def parse(text: str, *, find_countries: FindCountries) -> Command:
    """Return the command in `text`; whatever names no country and is no command becomes help that quotes it."""
    question = " ".join(text.split())[:MAX_QUESTION]
    fixed = _FIXED.get(question.casefold().strip(" .!"))
    if fixed is not None:
        return fixed
    countries = find_countries(question)
    if countries:
        return AskCommand(countries=countries, text=question)
    return HelpCommand(not_understood=question)


def help_text(command: HelpCommand, *, name: str) -> str:
    """Return the help, several lines; `name` is how the bot is called, such as /entente."""
    lines = [
        f"{name} now: a brief at once",
        f"{name} Pakistan Türkiye: what the archive holds on a country or a pair",
        f"{name} list: what this channel is subscribed to",
        f"{name} sources: how many sources answered, which fail and which are silent",
    ]
    if command.not_understood:
        lines.insert(0, f"Not understood: “{command.not_understood}”. A question must name a country. You can say:")
    return "\n".join(lines)
