"""Platforms side by side: news and notices go to the one they are of."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.app.desk import Losses
from bot.app.desk.naming import called, letting_in, put
from bot.app.desk.permits import ADMINS, GUEST, INVITE, UNSEEN
from bot.app.edges import LostWorkspaces
from bot.app.notices import Notices, place_of
from bot.errors import OutcomeUnknown
from support.chatfake import FakeGateway, fake_platform, raise_
from support.values import make_brief, make_key


@dataclass
class Edge:
    """Keeps which workspaces were lost."""

    lost_ones: list[tuple[str, str, bool]] = field(default_factory=list)

    async def lost(self, platform: str, workspace: str, reason: str, /, **more: Any) -> None:
        """Keep one."""
        self.lost_ones.append((platform, workspace, more["uninstalled"]))


async def test_a_lost_workspace_is_told_to_its_platform_alone() -> None:
    slack, teams = Edge(), Edge()
    lost = LostWorkspaces()
    await lost.tell("teams", "tenant-1", "before the platforms are put together")
    lost.edges = {"slack": slack, "teams": teams}  # type: ignore[dict-item]
    await lost.tell("teams", "tenant-1", "gone", uninstalled=True)
    assert (slack.lost_ones, teams.lost_ones) == ([], [("teams", "tenant-1", True)])


async def test_a_lost_channel_is_told_to_the_desk_of_its_platform() -> None:
    paused: list[str] = []

    async def pause(platform: str, _workspace: str, channel: str, _reason: str) -> int:
        paused.append(f"{platform} {channel}")
        return 1

    losses = Losses(pauses={"teams": pause})
    await losses.tell(make_brief(make_key("one"), channel="19:hall@thread.tacv2", platform="teams"), "gone")
    await losses.tell(make_brief(make_key("two"), channel="C1", platform="slack"), "gone")
    assert paused == ["teams 19:hall@thread.tacv2"]


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        ("C0123", ("slack", "C0123")),
        ("slack:C0123", ("slack", "C0123")),
        ("19:hall@thread.tacv2", ("teams", "19:hall@thread.tacv2")),
        ("teams:19:hall@thread.tacv2", ("teams", "19:hall@thread.tacv2")),
        ("teams:a:1", ("teams", "a:1")),
    ],
)
def test_the_admin_channel_says_which_platform_it_is_of(channel: str, place: tuple[str, str]) -> None:
    assert place_of(channel) == place


async def test_a_notice_goes_to_the_admin_channel_and_nowhere_else() -> None:
    slack, teams = FakeGateway(), FakeGateway()
    notices = Notices(channel="teams:19:ops@thread.tacv2")
    await notices.tell("before anything is connected")
    notices.platforms = {"slack": fake_platform(slack), "teams": fake_platform(teams)}
    await notices.tell("one")
    teams.next(raise_(OutcomeUnknown("19:ops@thread.tacv2", "the line broke")))
    await notices.tell("two")
    assert [(one.channel, one.text) for one in teams.log.read()] == [("19:ops@thread.tacv2", "one")]
    assert slack.log.read() == []


def test_the_bot_is_called_as_one_types_there() -> None:
    assert (called("slack"), called("slack", direct=True)) == ("/entente", "/entente")
    assert (called("teams"), called("teams", direct=True), called("console")) == ("@Entente", "", "entente")


def test_a_refusal_says_what_can_be_done_on_its_platform() -> None:
    for why in (INVITE, UNSEEN, ADMINS):
        assert put(why, "slack") == why
    assert "Add the app to the team" in put(INVITE, "teams")
    assert "users:read" not in put(UNSEEN, "teams")
    assert "operator" in put(ADMINS, "teams")
    assert put(GUEST, "teams") == GUEST
    assert (letting_in("slack"), letting_in("teams")) == ("invite me there", "add me to its team")
