"""What an answer can use on Slack, end to end on local-slack: a reply that grows, a picture and a file under it.

One run inside the namespace, then one assertion per thing it told.
"""

from pathlib import Path
from typing import Any

import pytest

from support.netns import local_slack_binary, run_inside
from support.slackanswer import PIECES
from support.slacklive import FILES

pytestmark = [pytest.mark.slack_peer]


@pytest.fixture(scope="module")
def artefacts(root: Path) -> Path:
    return root / ".artefacts"


@pytest.fixture(scope="module")
def told(root: Path, artefacts: Path) -> dict[str, Any]:
    """What happened inside."""
    (artefacts / "slack-answer.png").unlink(missing_ok=True)
    return run_inside("support.slacklive", str(local_slack_binary()), str(artefacts), root=root)


def test_the_answer_grew_to_one_reply_that_its_key_finds(told: dict[str, Any]) -> None:
    assert told["texts"] == ["".join(PIECES), ""], "the answer, then its files"
    assert told["found"] == told["streamed"]
    assert told["refused"] == []


def test_the_files_stand_in_the_thread_in_one_message(told: dict[str, Any]) -> None:
    sent = [[file.name, file.title, len(file.content), file.alt or None] for file in FILES]
    assert [row[1:] for row in told["files"]] == sent
    assert len({row[0] for row in told["files"]}) == 1


def test_the_reader_saw_at_once_that_something_was_done(told: dict[str, Any]) -> None:
    assert told["statuses"] == ["is looking through the archive …"]
    assert told["prompts"] == 1


def test_where_nothing_can_stream_the_answer_is_left_to_be_posted(told: dict[str, Any]) -> None:
    assert told["fallback"] is True


@pytest.mark.browser
def test_a_browser_draws_the_answer_and_its_picture(told: dict[str, Any], artefacts: Path) -> None:
    if "no Chromium found" in told["drawn"]:
        pytest.skip(told["drawn"])
    assert told["drawn"] == ""
    assert (artefacts / "slack-answer.png").stat().st_size > 20_000
