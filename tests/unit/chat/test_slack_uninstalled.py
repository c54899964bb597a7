"""When a workspace took the app out: Slack says it again where it was not heard, perhaps after a new installation."""

from datetime import UTC, datetime

import pytest

from support.deskfake import NotingDesk
from support.slackwire import event, listening


@pytest.mark.parametrize(
    ("said", "at"),
    [
        (1_700_000_000, [datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)]),
        (None, []),
        ("soon", []),
        (-5, []),
        (1 << 39, []),
    ],
)
async def test_the_moment_of_the_event_is_handed_on(said: object, at: list[datetime]) -> None:
    desk = NotingDesk()
    async with listening(desk) as app:
        await event(app, event_id="3", type="app_uninstalled", around={"event_time": said})
        assert await desk.settled(1) == [("uninstalled", "T1", "", *at)]
