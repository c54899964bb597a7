"""What can no longer be posted to is told to those who keep subscriptions and installations, and to nobody else."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.domain.brief import Brief
from bot.errors import ChannelUnavailable, DeliveryError, InstallationUnavailable, Rejected, ScopeMissing
from bot.steps.tell import Tell
from support.chatfake import raise_
from support.telling import desk
from support.values import make_subscription


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ChannelUnavailable("C-desk", "is archived"), [("channel", "C-desk", "is archived")]),
        (InstallationUnavailable("C-desk", "token revoked"), [("workspace", "", "token revoked")]),
        (ScopeMissing("C-desk", "the app lacks chat:write"), []),
        (Rejected("C-desk", "no_text"), []),
    ],
)
async def test_who_is_told_of_what_is_lost(
    tmp_path: Path, error: DeliveryError, told: list[tuple[str, str, str]]
) -> None:
    heard: list[tuple[str, str, str]] = []

    async def channel_lost(brief: Brief, reason: str) -> None:
        heard.append(("channel", brief.channel, reason))

    async def workspace_lost(
        _platform: str,
        workspace: str,
        reason: str,
        *,
        enterprise: str = "",
        uninstalled: bool = False,
        at: datetime | None = None,
    ) -> None:
        assert not enterprise
        assert at is None
        assert not uninstalled, "a refused token is not the platform's word that the app was removed"
        heard.append(("workspace", workspace, reason))

    async with desk(tmp_path) as house:
        await house.subscribe(make_subscription("desk", platform="console", channel="C-desk"))
        await house.learn("k2")
        parts = replace(house.tell.parts, channel_lost=channel_lost, workspace_lost=workspace_lost)
        house.tell = Tell(parts)
        house.gateway.next(*[raise_(error)] * 2)
        outcomes = await house.brief("0730")
        assert outcomes["root"] == "failed"
        assert heard == told
        assert error.problem in house.notices[0]
