"""What people may say to the bot, as values: one set for all platforms. `bot.chat.parsing` makes them. Pure."""

from dataclasses import dataclass
from datetime import date

from bot.chat.wishes import Wish
from bot.domain.asked import UNASKED, Asked

MAX_QUESTION = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NowCommand:
    """A brief at once; `which` names one of the channel's subscriptions, "" all of them."""

    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeCommand:
    """A subscription typed freely; `text` is what was typed. Without words (`form`) the form is opened."""

    wish: Wish
    text: str
    form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCommand:
    """A change of a subscription that is there; without words (`form`) the form is opened."""

    which: str
    wish: Wish
    form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCommand:
    """What this channel is subscribed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeCommand:
    """An end to a subscription; `which` is its id or number in the list, "" the only one there is."""

    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseCommand:
    """No briefs for some `days`, or up to the day `until` (the first day with briefs), or until resumed."""

    which: str = ""
    days: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCommand:
    """An end to a pause."""

    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCommand:
    """What a subscription would send now, shown to the one who asks alone."""

    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCommand:
    """Another owner: `to` are ids of people or a user group, at most two."""

    to: tuple[str, ...]
    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCommand:
    """Who changed what in this channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyCommand:
    """What became of the article at `url`."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsCommand:
    """What was mended in this channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCommand:
    """What readers said of this channel's items; `reset` forgets it."""

    reset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesCommand:
    """How the sources stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCommand:
    """How the bot stands: for its operators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyCommand:
    """What is stored of people and channels, how long, and how it is deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCommand:
    """What can be asked; `not_understood` is what led here, "" where help was asked for; `problem` says why.

    `topic` is what help was asked about, "" for all of it.
    """

    not_understood: str = ""
    problem: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCommand:
    """A question; `text` is the whole of it, clipped to 300 characters, `asked` what it was understood as.

    `private` asks for an answer that the asker alone sees. `follows` says that it may go on from the question before
    it in the same thread ("only drones"): it is then read again together with that one.
    """

    text: str
    asked: Asked = UNASKED
    private: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCommand:
    """Stories that hold all `words`, narrowed by what of `asked` was named: countries, sectors, types, stages, days."""

    words: str
    asked: Asked = UNASKED


Command = (
    NowCommand
    | SubscribeCommand
    | EditCommand
    | ListCommand
    | UnsubscribeCommand
    | PauseCommand
    | ResumeCommand
    | TestCommand
    | TransferCommand
    | AuditCommand
    | WhyCommand
    | CorrectionsCommand
    | FeedbackCommand
    | SourcesCommand
    | StatusCommand
    | PrivacyCommand
    | HelpCommand
    | AskCommand
    | SearchCommand
)
