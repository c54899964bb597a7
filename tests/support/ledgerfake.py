"""The ledger's contract in memory: what `bot.delivery` may expect of the store, in as few lines as can say it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import CONTINUED, ROOT, Claim, Delivery, DeliveryKey, DeliveryState, Told, reopened_story
from bot.domain.ids import StoryId

_OUT = {DeliveryState.SENT, DeliveryState.UNKNOWN}


class MemoryLedger:
    """Rows by key, in the order they were made."""

    def __init__(self) -> None:
        self.rows: dict[DeliveryKey, Delivery] = {}

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
        """Insert or read."""
        if key in self.rows:
            return Claim(delivery=self.rows[key], fresh=False)
        for row in self.rows.values():
            same = row.channel == channel and row.story_id == story_id and row.story_id is not None
            if same and row.state in _OUT and (row.revision or 0) >= (revision or 0):
                return Claim(delivery=row, fresh=False, already_told=True)
        self.rows[key] = Delivery(
            key=key,
            channel=channel,
            state=DeliveryState.SENDING,
            attempt=1,
            owner=owner,
            claimed_until=now + lease,
            first_claimed_at=now,
            story_id=story_id,
            revision=revision,
        )
        return Claim(delivery=self.rows[key], fresh=True)

    async def take_over(self, delivery: Delivery, *, owner: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Compare and set."""
        row = self.rows[delivery.key]
        if (row.state, row.owner, row.attempt) != (delivery.state, delivery.owner, delivery.attempt):
            return None
        until = now + lease
        taken = replace(row, state=DeliveryState.SENDING, owner=owner, attempt=row.attempt + 1, claimed_until=until)
        self.rows[delivery.key] = taken
        return taken

    async def mark(self, delivery: Delivery) -> None:
        """Store, unless it is sent already."""
        if self.rows[delivery.key].state is not DeliveryState.SENT:
            self.rows[delivery.key] = delivery

    async def delivery(self, key: DeliveryKey) -> Delivery | None:
        """Return the row."""
        return self.rows.get(key)

    async def told(self, channel: str) -> Mapping[StoryId, Told]:
        """Newest revision told of each story; its thread is where it was told first, or the one opened instead."""
        told: dict[StoryId, Told] = {}
        for row in self.rows.values():
            if row.channel != channel or row.story_id is None or row.state not in _OUT:
                continue
            roots = (self.rows.get(replace(row.key, part=part)) for part in (ROOT, CONTINUED))
            root = next((one for one in roots if one and one.message and one.message.message_id), None)
            before = told.get(row.story_id)
            thread = before.thread if before and before.thread else (root.message if root else None)
            told[row.story_id] = Told(
                story_id=row.story_id, revision=row.revision or 0, stage=None, message=row.message, thread=thread
            )
        for row in self.rows.values():
            story = reopened_story(row.key.part)
            if story in told and row.channel == channel and row.state is DeliveryState.SENT:
                told[story] = replace(told[story], thread=row.message)
        return told
