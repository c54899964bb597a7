"""What answers that grow need of a gateway: an activity is sent, put in the place of another, or taken away."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.domain.delivery import MessageRef


class Wire(Protocol):
    """Sends activities as they are. Every failure is a `bot.errors.DeliveryError`."""

    async def send(self, channel: str, activity: Mapping[str, Any], *, thread: MessageRef | None = None) -> MessageRef:
        """Send an activity once, in a channel as a reply where `thread` is given: chats have no threads.

        The id is "" where Teams named none.
        """

    async def replace(self, message: MessageRef, activity: Mapping[str, Any]) -> None:
        """Put an activity in the place of a message of ours; done again where that is harmless."""

    async def delete(self, message: MessageRef) -> None:
        """Take a message of ours away; one that is gone already is no failure."""
