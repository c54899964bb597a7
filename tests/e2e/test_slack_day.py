"""The whole bot on local-slack: the clock, a command, a question, the admin's channel, and a picture of it."""

from pathlib import Path
from typing import Any

import pytest

from bot import settings as configuration
from bot.sample.edition import edition_from
from support.netns import local_slack_binary, run_inside

pytestmark = [pytest.mark.slack_peer, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def artefacts(root: Path) -> Path:
    return root / ".artefacts"


@pytest.fixture(scope="module")
def told(root: Path, artefacts: Path) -> dict[str, Any]:
    (artefacts / "slack-day.png").unlink(missing_ok=True)
    return run_inside("support.slackday", str(local_slack_binary()), str(artefacts), root=root, timeout=280)


def test_the_scheduled_brief_comes_at_its_local_time_as_a_thread(told: dict[str, Any]) -> None:
    kept = [item for item in edition_from(configuration.shipped("sample/edition.yaml")).items if item.expect == "kept"]
    assert len(told["thread"]) == len(kept) - 1
    shown = str(told["root_blocks"])
    assert f"{told['slot']} Tokyo" in shown
    assert told["root_blocks"][0]["block_id"].startswith("entente-")
    assert "3/3 sources answered" in shown


def test_now_posts_at_once_and_repeats_nothing(told: dict[str, Any]) -> None:
    assert told["now"].startswith("No new cooperation story")


def test_a_mention_is_answered_in_its_thread_with_stored_stories(told: dict[str, Any]) -> None:
    answer = "\n".join(told["answer"])
    assert "Pakistan" in answer
    assert "MILGEM" in answer
    assert "Philippines" not in answer


def test_the_admin_channel_gets_notices(told: dict[str, Any]) -> None:
    assert told["notice"] is True


@pytest.mark.browser
def test_a_browser_draws_the_day(told: dict[str, Any], artefacts: Path) -> None:
    if "no Chromium found" in told["drawn"]:
        pytest.skip(told["drawn"])
    assert told["drawn"] == ""
    assert (artefacts / "slack-day.png").stat().st_size > 20_000
