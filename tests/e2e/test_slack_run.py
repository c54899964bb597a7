"""`entente run` as an operator starts it: it connects, its heart beats, and SIGTERM ends it well."""

from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack.standin import APP_TOKEN, BOT_TOKEN
from support.netns import local_slack_binary, run_inside

pytestmark = [pytest.mark.slack_peer]


@pytest.fixture(scope="module")
def told(root: Path) -> dict[str, Any]:
    return run_inside("support.slackrun", str(local_slack_binary()), root=root)


def test_it_starts_beats_and_stops(told: dict[str, Any]) -> None:
    assert told["alive"] is True
    assert told["status"] == 0, told["log"]
    assert "connected" in told["log"]
    assert "Traceback" not in told["log"]


def test_its_log_holds_no_token(told: dict[str, Any]) -> None:
    assert BOT_TOKEN not in told["log"]
    assert APP_TOKEN not in told["log"]
