"""Who cannot be shown something alone is told so below what they said, where the platform can say it there."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.platform import Payload
from bot.domain.delivery import MessageRef
from bot.errors import ScopeMissing
from support.deskroom import HALL, WhisperingGateway, desk_room


class NotAdded(WhisperingGateway):
    """Shows nothing to anybody alone; with `says` it says so below a message."""

    def __init__(self, *, says: bool) -> None:
        super().__init__()
        self.says, self.asked = says, list[str | None]()

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Show `payload`, or say that it cannot be shown."""
        del user, payload
        self.asked.append(thread.message_id if thread else None)
        if thread is None or not self.says:
            raise ScopeMissing(channel, "a person has not added the app for themselves")


@pytest.mark.parametrize("says", [True, False])
@pytest.mark.parametrize(
    ("thread", "threaded", "asked"),
    [("m1", False, [None, "m1"]), ("m1", True, ["m1"]), (None, False, [None])],
)
async def test_it_is_tried_below_what_they_said(
    tmp_path: Path, *, says: bool, thread: str | None, threaded: bool, asked: list[str | None]
) -> None:
    gateway = NotAdded(says=says)
    async with desk_room(tmp_path, platform="teams") as opened:
        room = replace(opened.desk.room, platform=replace(opened.desk.room.platform, gateway=gateway))
        await room.whisper(opened.heard(channel=HALL, thread=thread, threaded=threaded), "for you alone")
    assert gateway.asked == asked
    assert not gateway.log.read()
