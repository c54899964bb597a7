"""Alerts, corrections, thumbs, a new owner and a file in Teams, by the whole bot on the fake Bot Connector."""

from pathlib import Path
from typing import Any

import pytest

from support.netns import run_inside

pytestmark = pytest.mark.timeout(200)


@pytest.fixture(scope="module")
def told(root: Path) -> dict[str, Any]:
    return run_inside("support.teamsmoves", root=root, timeout=180)


def test_a_contract_is_told_at_once_and_in_the_thread_where_the_deal_began(told: dict[str, Any]) -> None:
    alerted = told["alerted"]
    assert "Alert: contract signed" in alerted["alert"]
    assert alerted["said"].startswith("Norway and United Kingdom sign contract for five Type 26 frigates")
    assert "selected → contract, £10 billion, 23 Nov" in alerted["reply"]


def test_what_is_taken_back_is_edited_where_it_stands_and_said_in_its_thread(told: dict[str, Any]) -> None:
    corrected = told["corrected"]
    assert min(corrected["versions"]) >= 2
    assert "Corrected: stage was contract" in corrected["alert"]
    assert "Corrected 23 Nov: stage was contract" in corrected["reply"]
    assert any("stage was contract" in text for text in corrected["thread"])
    assert "stage was contract" in corrected["log"]


def test_teams_own_thumbs_count_as_votes(told: dict[str, Any]) -> None:
    assert "Noted as useful" in told["judged"]["liked"]
    assert "Noted: wrong country" in told["judged"]["disliked"]
    assert "Wrong stage" in told["judged"]["asked"]


def test_a_subscription_is_given_to_who_is_mentioned(told: dict[str, Any]) -> None:
    assert "Anna Adler gave this subscription to Ben Berg" in told["handed_on"]


def test_an_answer_is_offered_as_a_file_in_the_chat(told: dict[str, Any]) -> None:
    assert told["file"]["name"].endswith(".md")
    assert told["file"]["content"]["sizeInBytes"] > 200


def test_nothing_of_it_was_beyond_the_limits(told: dict[str, Any]) -> None:
    assert told["refused"] == []
    assert told["overruns"] == []
