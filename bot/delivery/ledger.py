"""The part of the store that deliveries rest on; each method is one transaction of its own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.delivery import Claim, Delivery, DeliveryKey, Told
from bot.domain.ids import StoryId


class Ledger(Protocol):
    """One row per message for ever. Every failure is a `bot.errors.StorageError`."""

    async def claim(
        self,
        key: DeliveryKey,
        *,
        channel: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        story_id: StoryId | None,
        revision: int | None,
    ) -> Claim:
        """Insert the row as `sending` before anything is posted; where it is there already, return it unchanged."""

    async def take_over(self, delivery: Delivery, *, owner: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Claim a row that is there: it becomes `sending`, this owner's, one attempt further.

        Returns None where the row is no longer as `delivery` says: another owner was quicker.
        """

    async def mark(self, delivery: Delivery) -> None:
        """Store how a message now stands. A row that is `sent` stays so."""

    async def delivery(self, key: DeliveryKey) -> Delivery | None:
        """Return the row of one message."""

    async def told(self, channel: str) -> Mapping[StoryId, Told]:
        """Return what the channel was last told of each story, and the root of the thread that story lives in."""
