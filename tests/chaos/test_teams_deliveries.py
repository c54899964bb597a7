"""2,000 messages to 200 channels of 4 tenants, one call in ten going wrong, in every way there is.

Through the real delivery, gateway and renderer, against a Bot Connector that keeps to Teams' limits and refuses what is
above them. Time is the run's own, to the second as in life: waits, time-outs and rates count and cost nothing.
"""

from collections import Counter

import pytest

from bot.delivery.outcome import Verdict
from support.botconnector_deliveries import MOMENT, Run, Size, deliver_all, thread_gone
from support.botconnector_script import KINDS
from support.virtualloop import run_virtually

SIZE = Size()
pytestmark = [pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def run() -> Run:
    """What came of it."""
    done = run_virtually(deliver_all(SIZE))
    print(done.said())
    return done


def test_everything_went_wrong_that_can(run: Run) -> None:
    assert set(KINDS) <= set(run.faults())
    share = sum(call.fault in KINDS for call in run.posts) / len(run.posts)
    assert 0.08 < share < 0.12
    assert run.refused == [], "every message is one that Teams takes"


def test_each_message_is_out_once_or_reported(run: Run) -> None:
    standing = Counter(key for keys in run.told().values() for key in keys)
    assert max(standing.values()) == 1
    assert "" not in standing
    verdicts = {key: outcome.verdict for key, outcome in run.outcomes.items()}
    assert len(verdicts) == SIZE.channels * SIZE.messages
    assert {key for key, verdict in verdicts.items() if verdict is Verdict.SENT} <= set(standing)
    assert not {key for key, verdict in verdicts.items() if verdict is Verdict.FAILED} & set(standing)
    assert set(standing) - run.reopened - run.continued <= set(verdicts)
    assert Counter(verdicts.values())[Verdict.SENT] > 0.9 * len(verdicts)


def test_only_what_may_be_out_is_reported_as_unknown(run: Run) -> None:
    unheard = {
        "error-before",
        "error-after",
        "unavailable-after",
        "drop-before",
        "drop-after",
        "hang-before",
        "hang-after",
        "portal-page",
    }
    lost = sum(call.fault in unheard for call in run.posts)
    own = [one for key, one in run.outcomes.items() if one.verdict is Verdict.UNKNOWN and one.key.block_id == key]
    assert len(own) == lost


def test_each_thread_is_told_in_order(run: Run) -> None:
    for channel, keys in run.told().items():
        expected = [key for key in run.expected(channel) if key in keys]
        assert list(keys) == expected


def test_teams_limits_are_never_met(run: Run) -> None:
    assert run.overruns == []
    assert min(run.gaps()) >= 1.0 - MOMENT
    assert run.busiest() <= 30


def test_threads_that_are_gone_are_opened_anew_once(run: Run) -> None:
    opened = Counter(message.conversation for message in run.standing if run.key_of(message) in run.reopened)
    assert set(opened.values()) == {1}
    said_gone = {call.conversation for call in run.posts if call.fault == "gone"}
    assert {name for name in opened if not thread_gone(name)} <= said_gone
    assert len(opened) > 0.8 * SIZE.channels / 10


def test_what_belongs_under_a_root_without_a_name_stands_under_a_second_one(run: Run) -> None:
    unnamed = {
        call.conversation for call in run.posts if call.route == "send" and call.fault in ("unnamed", "accepted")
    }
    assert 0 < len(run.continued) <= len(unnamed)
    threads = Counter((message.conversation, message.root) for message in run.standing if message.root)
    assert max(Counter(channel for channel, _ in threads).values()) <= 3


def test_one_token_serves_all(run: Run) -> None:
    refused = sum(call.fault == "unauthorized" for call in run.posts)
    assert run.tokens <= 1 + refused
