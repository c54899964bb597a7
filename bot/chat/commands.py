"""What people may say to the bot, parsed once for all platforms. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

FindCountries = Callable[[str], tuple[str, ...]]
"""Returns the ISO codes (EU and NATO too) of the countries named in a text, in their order, each once."""

MAX_QUESTION = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NowCommand:
    """A brief at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCommand:
    """What this channel is subscribed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesCommand:
    """How the sources stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCommand:
    """What can be asked; `not_understood` is what led here, "" where help was asked for."""

    not_understood: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCommand:
    """A question about countries; `text` is the whole question, clipped to 300 characters."""

    countries: tuple[str, ...]
    text: str


Command = NowCommand | ListCommand | SourcesCommand | HelpCommand | AskCommand

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
