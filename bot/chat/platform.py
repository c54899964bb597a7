"""The protocol every chat platform speaks: the same brief goes to Slack, Teams and the console through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.brief import Brief, BriefItem, Dossier
from bot.domain.delivery import DeliveryKey, MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A rendered message: `text` is what a lock screen or screen reader gets; `body` is the platform's own form."""

    text: str
    body: Mapping[str, Any]


class Renderer(Protocol):
    """Pure: values in, payloads out. A delivery key is written where a look-up can find it."""

    def root(self, brief: Brief, key: DeliveryKey) -> Payload:
        """Return the root message of `brief`."""

    def reply(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the thread reply that tells `item`; it stands alone when forwarded."""

    def dossier(self, dossier: Dossier) -> tuple[Payload, ...]:
        """Return the answer to a country question, split where the platform's limits need it."""

    def receipt(self, brief: Brief) -> Payload:
        """Return what `brief` was made from."""

    def notice(self, text: str) -> Payload:
        """Return a short operational notice."""


class Gateway(Protocol):
    """Sends. Every failure is a `bot.errors.DeliveryError`."""

    @property
    def can_look_up(self) -> bool:
        """Whether `look_up` can tell if a message with a key is out."""

    async def post(self, channel: str, payload: Payload, *, thread: MessageRef | None = None) -> MessageRef:
        """Post `payload` in `channel`, as a reply where `thread` is given."""

    async def look_up(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None = None
    ) -> MessageRef | None:
        """Return the message that carries `key`, posted at or after `since`, or None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A platform's two halves under its name."""

    name: str
    renderer: Renderer
    gateway: Gateway
