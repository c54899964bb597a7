"""Who opens the chat is offered questions about their own topics, and sees nothing of anybody else's."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.app.desk.prompting import Prompting
from bot.chat.platform import Payload, Prompt, Upload
from bot.domain.delivery import MessageRef
from support.deskroom import ANN, BOB, DeskRoom, desk_room


@dataclass
class NotingLive:
    """Notes what is offered; the rest of what a platform may show is not used here."""

    offered: list[tuple[str, str | None, list[str]]] = field(default_factory=list)

    async def thinking(self, channel: str, status: str, *, thread: MessageRef) -> None:
        raise AssertionError("not used")

    async def settled(self, thread: MessageRef) -> None:
        raise AssertionError("not used")

    async def stream(
        self, channel: str, pieces: Sequence[str], last: Payload, *, thread: MessageRef, user: str
    ) -> MessageRef | None:
        raise AssertionError("not used")

    async def upload(self, channel: str, files: Sequence[Upload], *, thread: MessageRef | None = None) -> None:
        raise AssertionError("not used")

    async def suggest(self, channel: str, prompts: Sequence[Prompt], *, thread: MessageRef | None = None) -> None:
        self.offered.append((channel, thread.message_id if thread else None, [one.message for one in prompts]))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as opened:
        yield opened


async def greeted(room: DeskRoom, user: str, **fields: str) -> tuple[str, str | None, list[str]]:
    live = NotingLive()
    platform = replace(room.desk.room.platform, live=live)
    around = replace(room.desk.room, platform=platform)
    await Prompting(room=around).greet(room.heard(user, f"D{user}", **fields))
    (offered,) = live.offered
    return offered


async def test_the_owner_of_a_subscription_is_offered_its_question(room: DeskRoom) -> None:
    await room.subscribed("Pakistan Türkiye drones at 07:30", user=ANN)
    channel, thread, messages = await greeted(room, ANN)
    assert (channel, thread, messages[0]) == (f"D{ANN}", None, "Pakistan Türkiye drones")


async def test_others_see_nothing_of_it(room: DeskRoom) -> None:
    await room.subscribed("Azerbaijan Georgia ships at 07:30", user=ANN)
    _, _, messages = await greeted(room, BOB)
    assert not any("Azerbaijan" in message for message in messages)


async def test_of_another_workspace_nothing_is_offered(room: DeskRoom) -> None:
    await room.subscribed("Azerbaijan Georgia ships at 07:30", user=ANN)
    _, _, messages = await greeted(room, ANN, workspace="T0002")
    assert not any("Azerbaijan" in message for message in messages)


async def test_the_thread_of_the_older_container_is_kept(room: DeskRoom) -> None:
    assert (await greeted(room, ANN, thread="7.1"))[1] == "7.1"


async def test_where_nothing_can_be_shown_nothing_is_tried(room: DeskRoom) -> None:
    await room.desk.greet(room.heard(ANN, f"D{ANN}"))
    assert room.gateway.shown == []
