"""What the handlers and the surfaces of Teams need beside a desk: protocols and small values. No I/O of their own."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.chat.form_choices import Choices, Option
from bot.chat.platform import Platform
from bot.domain.delivery import MessageRef

_MOST = 1_000


class ToldIn(Protocol):
    """Knows what a message told."""

    async def __call__(self, channel: str, message_id: str, /) -> str | None:
        """Return `brief key|story` of the story that a message told, None where it told none."""


class Offered(Protocol):
    """Knows which channels a person may choose from in a form."""

    async def __call__(self, tenant: str, user: str, /) -> Sequence[Option]:
        """Return ids and names of channels that the person is in; the desk checks what is chosen in any case."""


async def nothing_told(_channel: str, _message_id: str, /) -> str | None:
    """Know nothing of any message."""


async def no_channels(_tenant: str, _user: str, /) -> Sequence[Option]:
    """Offer no channel."""
    return ()


class HomeCards:
    """Where a home was pressed in last, by person: it is drawn anew there and not further down. One process' memory."""

    def __init__(self) -> None:
        """Know none."""
        self._cards: OrderedDict[tuple[str, str], MessageRef] = OrderedDict()

    def keep(self, tenant: str, user: str, card: MessageRef) -> None:
        """Remember a card; the oldest are forgotten."""
        self._cards[tenant, user] = card
        self._cards.move_to_end((tenant, user))
        while len(self._cards) > _MOST:
            self._cards.popitem(last=False)

    def take(self, tenant: str, user: str) -> MessageRef | None:
        """Return a person's card, once."""
        return self._cards.pop((tenant, user), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is around the handlers. `platform` serves each tenant; `choices` are what the menus of a form offer.

    `consent` takes the answer of a person who was asked to take a file.
    """

    platform: Platform
    choices: Choices
    told_in: ToldIn = nothing_told
    channels: Offered = no_channels
    consent: Callable[[Mapping[str, Any]], None] | None = None
    homes: HomeCards = field(default_factory=HomeCards)
