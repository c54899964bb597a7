"""What the steps work with, put together once by `bot.app`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.briefing.dossier_found import Embargo
from bot.briefing.dossier_scope import Groups
from bot.briefing.items import Material
from bot.briefing.labels import Labels
from bot.briefing.why import Words
from bot.delivery.outbound import Outbound
from bot.domain.asked import Asked
from bot.domain.brief import Brief
from bot.domain.dossier import Dossier
from bot.domain.moments import Clock
from bot.ingest.collecting import Collector
from bot.ingest.poll import Poller
from bot.steps.trending import WeekReads
from bot.store import Store
from summarizers.base import Encoder, Summarizer

Notify = Callable[[str], Awaitable[None]]
Synthesis = Callable[[Dossier, Material], Awaitable[Dossier]]
"""Returns an answer with a few written sentences on top that hold against what it cites, or as it is."""
ChannelLost = Callable[[Brief, str], Awaitable[None]]
"""Takes a brief whose channel can no longer be posted to, and the platform's reason; calling it again is harmless."""


class WorkspaceLost(Protocol):
    """What is done when a platform says that the bot is no longer in a workspace; a second word changes nothing."""

    async def __call__(
        self,
        platform: str,
        workspace: str,
        reason: str,
        /,
        *,
        enterprise: str = "",
        uninstalled: bool = False,
        at: datetime | None = None,
    ) -> None:
        """Stop what is scheduled for `workspace`, "" for the one of the token, or for all of `enterprise` without one.

        `uninstalled` says that the platform itself told of it: the tokens go at once, the rest after the set days.
        `at` is when that was: an installation that is younger stands.
        """


async def lose_no_workspace(
    _platform: str,
    _workspace: str,
    _reason: str,
    *,
    enterprise: str = "",
    uninstalled: bool = False,
    at: datetime | None = None,
) -> None:
    """Take note of a lost workspace where none can be lost."""


async def tell_nobody(_text: str) -> None:
    """Take a notice for the operator where nobody is to be told."""


async def lose_nothing(_brief: Brief, _reason: str) -> None:
    """Take the news that a channel is lost where nobody keeps subscriptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts and the few settings the steps need. Stories are kept for ever where `stories_kept` is zero.

    `groups` are the countries of each group that questions may name, and `say` states what a question was understood
    as; `notify` tells the operator, `channel_lost` pauses what goes to a channel that takes no more, `workspace_lost`
    what goes to a workspace the bot is no longer in. `standby` summarises where `summarizer` fails, and `writer` is
    what readers are told of the model behind it, "" where none writes; `words` are the catalogue's.
    `embargoes` are the operator's table, and `synthesis` writes on top of answers where a model is set. `reads` are
    shared by the digests of a moment, and answers are made in turn, by `answering`.
    """

    store: Store
    poller: Poller
    collector: Collector
    analyser: Analyser
    clusterer: Clusterer
    summarizer: Summarizer
    outbound: Mapping[str, Outbound]
    labels: Labels
    clock: Clock
    first_poll: timedelta = timedelta(hours=48)
    story_window: timedelta = timedelta(hours=72)
    archive: timedelta = timedelta(days=365)
    allowed: tuple[str, ...] = ()
    polls_at_once: int = 32
    full_text: timedelta = timedelta(days=30)
    stories_kept: timedelta = timedelta(0)
    vectors_kept: timedelta = timedelta(days=30)
    encoder: Encoder | None = None
    edit_share: float = 0.1
    notify: Notify = tell_nobody
    channel_lost: ChannelLost = lose_nothing
    standby: Summarizer | None = None
    writer: str = ""
    words: Words | None = None
    groups: Groups = field(default_factory=dict)
    say: Callable[[Asked], str] | None = None
    embargoes: tuple[Embargo, ...] = ()
    synthesis: Synthesis | None = None
    reads: WeekReads = field(default_factory=WeekReads)
    answering: asyncio.Lock = field(default_factory=asyncio.Lock)
    workspace_lost: WorkspaceLost = lose_no_workspace
