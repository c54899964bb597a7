"""What `status` tells an admin where many workspaces share one bot."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.delivery import DeliveryKey, DeliveryState
from support.deskroom import CEM, DeskRoom, desk_room
from support.values import HOUR, make_key


async def _fail_elsewhere(room: DeskRoom) -> None:
    key = DeliveryKey(brief=make_key("theirs"), part="root")
    claim = await room.store.claim(key, channel="C0THEIRS", owner="n", now=room.archive.now, lease=HOUR)
    await room.store.mark(replace(claim.delivery, state=DeliveryState.FAILED, claimed_until=None))


@pytest.mark.parametrize(("client", "said"), [(None, "1 failed"), ("1.2", "0 failed")])
async def test_what_fails_in_another_workspace_is_told_where_there_is_one_only(
    tmp_path: Path, client: str | None, said: str
) -> None:
    async with desk_room(tmp_path, slack_client_id=client) as room:
        await _fail_elsewhere(room)
        assert said in await room.say("status", CEM)
