"""Questions to the whole bot on local-slack, by socket and over signed HTTP; once in a browser that keeps pictures.

Each way is one run inside the namespace, then one assertion per thing it told.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack.standin import find_browser
from support.netns import local_slack_binary, run_inside

pytestmark = [pytest.mark.slack_peer, pytest.mark.timeout(300)]
PICTURES = ("1-answer", "1-answer-390", "2-follow-up", "3-nothing", "4-subscribe", "5-tuesday")


@pytest.fixture(scope="module")
def artefacts(root: Path) -> Path:
    return root / ".artefacts"


@pytest.fixture(scope="module", params=["socket", "events"])
def told(request: pytest.FixtureRequest, root: Path, artefacts: Path) -> dict[str, Any]:
    """What happened, by the way Slack reaches the bot; the browser looks on by socket."""
    seen = "browser" if request.param == "socket" and find_browser() else "unseen"
    binary = str(local_slack_binary())
    lived = run_inside("support.askday", binary, str(artefacts), request.param, seen, root=root, timeout=280)
    return {**lived, "seen": seen}


def test_a_pair_is_answered_in_the_thread_from_the_past_that_was_read_in(told: dict[str, Any]) -> None:
    answer = "\n".join(told["channel"]["answer"])
    assert "Understood: Pakistan–Türkiye, since 1 January 2025" in answer
    assert "12 Bayraktar Akıncı · $290 million" in answer
    assert "contract → delivery" in answer
    assert "$340 million (Sample Trade Wire)" in answer
    assert "Hürjet: memorandum on 14 Aug 2025, no act seen in 15 months" in answer
    assert "past.example/2026-08-19-7" in answer


def test_its_pictures_lie_in_the_thread(told: dict[str, Any]) -> None:
    pictures = told["channel"]["pictures"]
    assert 1 <= len(pictures) <= 2
    assert all(name.endswith(".png") for name in pictures)


def test_follow_ups_keep_the_question(told: dict[str, Any]) -> None:
    narrowed, another, dated = ("\n".join(told["channel"][name]) for name in ("narrowed", "another", "dated"))
    assert "Pakistan–Türkiye" in narrowed
    assert "Hürjet" in narrowed
    assert "Milgem" not in narrowed
    assert "Azerbaijan" in another
    assert "JF-17" in another
    assert "1 Aug 2026" in dated


def test_what_is_asked_privately_is_seen_by_the_asker_alone(told: dict[str, Any]) -> None:
    elsewhere = told["elsewhere"]
    assert "Gripen" in elsewhere["private"]
    assert set(elsewhere["kinds"]) == {"ephemeral"}
    assert not any("Gripen" in text for text in elsewhere["seen"])


def test_words_are_searched_for(told: dict[str, Any]) -> None:
    assert "Milgem corvette" in told["elsewhere"]["search"]


def test_nothing_found_is_said_with_what_was_understood(told: dict[str, Any]) -> None:
    nothing = told["elsewhere"]["nothing"]
    assert "Fiji" in nothing
    assert "Nepal" in nothing


def test_what_cannot_be_answered_gets_one_helpful_line(told: dict[str, Any]) -> None:
    for text, said in told["elsewhere"]["bad"].items():
        assert said.strip(), text
        assert len(said) < 600, text


def test_a_question_becomes_a_subscription(told: dict[str, Any]) -> None:
    assert "Pakistan–Türkiye" in told["taken"]["preview"]


def test_asked_again_it_says_what_changed_since(told: dict[str, Any]) -> None:
    answer = "\n".join(told["moved"]["answer"])
    assert "memorandum → contract" in answer or "mou → contract" in answer
    assert "23 Nov" in answer


def test_an_article_that_is_forgotten_is_in_no_answer(told: dict[str, Any]) -> None:
    forgotten = told["forgotten"]
    assert "Understood: Poland–Sweden" in forgotten["answer"]
    assert "Gripen" not in forgotten["answer"]
    assert "Gripen" not in forgotten["export"]


def test_nothing_sent_was_beyond_the_limits(told: dict[str, Any]) -> None:
    assert told["refused"] == []


@pytest.mark.browser
def test_the_questions_were_seen_in_a_browser(told: dict[str, Any], artefacts: Path) -> None:
    if told["seen"] != "browser":
        pytest.skip("seen by socket only, and where there is a Chromium")
    for name in PICTURES:
        assert (artefacts / f"ask-{name}.png").stat().st_size > 10_000
