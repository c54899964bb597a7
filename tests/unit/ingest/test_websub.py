"""WebSub: what is asked of a hub, what is believed of it, and when it is asked again."""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import SourceId
from bot.domain.push import Push
from bot.ingest.websub import (
    LEASE,
    LONGEST_LEASE,
    METHODS,
    SHORTEST_LEASE,
    Intent,
    answered,
    asking,
    form,
    hub_address,
    is_trusted,
    leaving,
    new_push,
    read_intent,
    refused,
    signed,
)
from support.values import DAY, HOUR, NOW

TOPIC = "https://wire.example/feed?kind=all&lang=tr"
SECRET = "a secret that nobody guesses"


def fresh() -> Push:
    return asking(new_push(SourceId("wire"), hub="https://hub.example/", topic=TOPIC, now=NOW), NOW, 0.5)


def intent(**fields: str) -> Intent:
    return Intent(**{"mode": "subscribe", "topic": TOPIC, "challenge": "c-1", "lease_seconds": "864000", **fields})


def agreed() -> Push:
    push = answered(fresh(), intent(), now=NOW, chance=0.5)
    assert push is not None
    return push


def sign(body: bytes, method: str = "sha256", secret: str = SECRET) -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


def altered(text: str, place: int, by: int) -> str:
    place %= len(text)
    return text[:place] + chr(ord(text[place]) ^ by) + text[place + 1 :]


def test_the_request_says_what_the_recommendation_asks_for_and_nothing_else() -> None:
    push = fresh()
    assert form(push, callback="https://bot.example/base/") == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": f"https://bot.example/base/websub/{push.token}",
        "hub.lease_seconds": "864000",
        "hub.secret": push.secret,
    }
    assert form(leaving(agreed(), NOW), callback="https://bot.example").keys() == {
        "hub.mode",
        "hub.topic",
        "hub.callback",
    }


def test_tokens_and_secrets_are_long_new_each_time_and_within_the_limit() -> None:
    pushes = [fresh() for _ in range(50)]
    assert len({push.token for push in pushes}) == len({push.secret for push in pushes}) == 50
    assert all(len(push.token) >= 32 and 43 <= len(push.secret.encode()) < 200 for push in pushes)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://hub.example/", "https://hub.example/"),
        ("https://hub.example:8443/x?a=1", "https://hub.example:8443/x?a=1"),
        ("http://hub.example/x?a=1", "https://hub.example/x?a=1"),
        ("http://hub.example:80/", "https://hub.example/"),
        ("http://hub.example:8080/", None),
        ("http://127.0.0.1:4300/hub", "http://127.0.0.1:4300/hub"),
        ("http://127.0.0.1:4301/hub", None),
        ("https://user:word@hub.example/", None),
        ("https://", None),
        ("https://hub.example:99999/", None),
        ("https://[half/", None),
        ("ftp://hub.example/", None),
        ("//hub.example/", None),
        ("https://hub.example/\r\nX: y", None),
        ("https://hub.example/" + "x" * 2000, None),
    ],
)
def test_a_secret_goes_to_a_hub_over_tls_alone_unless_opened_by_hand(url: str, asked: str | None) -> None:
    assert hub_address(url, plain=frozenset({("127.0.0.1", 4300)})) == asked


@pytest.mark.parametrize("method", sorted(METHODS))
def test_each_method_of_the_recommendation_signs(method: str) -> None:
    body = b"<rss/>"
    assert signed(SECRET, sign(body, method), body)
    assert signed(SECRET, sign(body, method).upper(), body)
    assert not signed(SECRET, sign(body, method), body + b" ")
    assert not signed(SECRET, sign(body, method, secret="another"), body)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256",
        "sha256=",
        "=" + "0" * 64,
        "md5=" + hmac.new(SECRET.encode(), b"<rss/>", "md5").hexdigest(),
        "sha224=" + hmac.new(SECRET.encode(), b"<rss/>", "sha224").hexdigest(),
        "shake_128=00",
        "sha1=" + sign(b"<rss/>", "sha256").partition("=")[2],
        sign(b"<rss/>").partition("=")[2],
        sign(b"<rss/>")[:-1],
        sign(b"<rss/>") + "0",
        "sha256=\ud800é",
    ],
)
def test_what_is_no_signature_signs_nothing(header: str | None) -> None:
    assert not signed(SECRET, header, b"<rss/>")


@given(st.binary(min_size=1, max_size=200), st.integers(0, 199), st.integers(1, 255), st.sampled_from(sorted(METHODS)))
def test_a_body_altered_in_any_byte_is_not_signed(body: bytes, place: int, by: int, method: str) -> None:
    header = sign(body, method)
    place %= len(body)
    assert signed(SECRET, header, body)
    assert not signed(SECRET, header, body[:place] + bytes([body[place] ^ by]) + body[place + 1 :])


@given(st.integers(0, 199), st.integers(1, 15), st.sampled_from(sorted(METHODS)))
def test_a_signature_or_secret_altered_in_any_place_signs_nothing(place: int, by: int, method: str) -> None:
    header = sign(b"<rss/>", method)
    digits = header.partition("=")[2]
    place %= len(digits)
    other = f"{int(digits[place], 16) ^ by:x}"
    assert not signed(SECRET, f"{method}={digits[:place]}{other}{digits[place + 1 :]}", b"<rss/>")
    assert not signed(altered(SECRET, place, by), header, b"<rss/>")


def test_a_hub_that_repeats_what_was_asked_is_agreed_with() -> None:
    push = agreed()
    assert (push.state, push.failures, push.lease_until) == ("active", 0, NOW + 10 * DAY)
    assert is_trusted(push)
    assert not is_trusted(fresh())


def test_a_hub_that_lost_the_answer_and_asks_again_gets_it_again_for_a_day() -> None:
    again = answered(agreed(), intent(challenge="c-2"), now=NOW + 23 * HOUR, chance=0.5)
    assert again is not None
    assert again.lease_until == NOW + 23 * HOUR + 10 * DAY
    assert answered(agreed(), intent(), now=NOW + 25 * HOUR, chance=0.5) is None


@given(st.sampled_from(["mode", "topic"]), st.integers(0, 99), st.integers(1, 127))
def test_an_intent_altered_in_any_place_is_not_agreed_with(name: str, place: int, by: int) -> None:
    asked = intent()
    other = replace(asked, **{name: altered(getattr(asked, name), place, by)})
    assert answered(fresh(), other, now=NOW, chance=0.5) is None
    assert answered(agreed(), other, now=NOW, chance=0.5) is None


@pytest.mark.parametrize("seconds", ["", "0", "-864000", "7199", "864000.0", "1e6", "٨٦٤٠٠٠", "9" * 16, " 864000"])
def test_a_lease_that_is_none_or_too_short_to_renew_is_declined(seconds: str) -> None:
    assert answered(fresh(), intent(lease_seconds=seconds), now=NOW, chance=0.5) is None


def test_an_intent_without_challenge_is_declined() -> None:
    assert answered(fresh(), intent(challenge=""), now=NOW, chance=0.5) is None


def test_what_was_denied_or_is_being_left_is_not_subscribed_to() -> None:
    denied = answered(agreed(), intent(mode="denied", challenge=""), now=NOW, chance=0.5)
    assert denied is not None
    assert answered(denied, intent(), now=NOW, chance=0.5) is None
    assert answered(leaving(agreed(), NOW), intent(), now=NOW, chance=0.5) is None


def test_leaving_is_confirmed_only_where_we_leave() -> None:
    left = leaving(agreed(), NOW)
    wanted = intent(mode="unsubscribe", lease_seconds="")
    assert answered(left, wanted, now=NOW, chance=0.5) == left
    assert answered(left, intent(mode="denied"), now=NOW, chance=0.5) == left
    assert answered(agreed(), wanted, now=NOW, chance=0.5) is None
    assert left.due_at == NOW + 10 * DAY


def test_a_hub_may_deny_before_and_after_it_agreed_and_is_asked_again_after_a_day() -> None:
    for push in (fresh(), agreed()):
        denied = answered(push, intent(mode="denied", challenge="", lease_seconds=""), now=NOW, chance=0.5)
        assert denied is not None
        assert (denied.state, denied.lease_until, denied.due_at) == ("denied", None, NOW + DAY)
        assert not is_trusted(denied)
    assert answered(agreed(), intent(mode="denied", topic="https://else.example/"), now=NOW, chance=0.5) is None


@given(st.integers(7200, 10**12), st.floats(0, 1))
def test_a_lease_is_renewed_after_its_greater_part_and_in_time_for_a_clock_of_a_quarter_hour(
    seconds: int, chance: float
) -> None:
    push = answered(fresh(), intent(lease_seconds=str(seconds)), now=NOW, chance=chance)
    assert push is not None
    assert push.lease_until is not None
    lease = push.lease_until - NOW
    assert SHORTEST_LEASE <= lease <= LONGEST_LEASE
    assert NOW + 0.69 * lease <= push.due_at <= push.lease_until - timedelta(minutes=15)


def test_a_hub_that_stays_silent_is_asked_after_twice_as_long_each_time_up_to_a_week() -> None:
    push, waits, now = fresh(), [], NOW
    for _ in range(12):
        waits.append(push.due_at - now)
        now = push.due_at
        push = asking(push, now, 0.5)
    assert waits[:4] == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert waits[-3:] == [7 * DAY] * 3
    assert waits == sorted(waits)
    assert (push.state, push.failures) == ("asked", 13)


def test_what_was_granted_stays_while_it_is_renewed_and_after_a_refusal_until_it_ends() -> None:
    now = NOW + 8 * DAY
    active = agreed()
    renewed = asking(active, now, 0.5)
    assert (renewed.state, renewed.token, renewed.secret) == ("active", active.token, active.secret)
    assert renewed.lease_until == active.lease_until
    assert refused(renewed) == renewed
    late = asking(refused(renewed), NOW + 11 * DAY, 0.5)
    assert (late.state, late.failures) == ("asked", 2)
    assert refused(late).state == "denied"


@pytest.mark.parametrize(
    ("query", "read"),
    [
        (
            [("hub.mode", "denied"), ("hub.topic", TOPIC), ("hub.reason", "x" * 5000)],
            Intent(mode="denied", topic=TOPIC),
        ),
        ([("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.mode", "denied")], None),
        ([("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.topic", TOPIC)], None),
        ([("hub.topic", TOPIC)], None),
        ([("hub.mode", "subscribe")], None),
        ([], None),
        ([("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.challenge", "x" * 2001)], None),
        ([("HUB.MODE", "subscribe"), ("hub_topic", TOPIC)], None),
    ],
)
def test_a_query_is_read_strictly(query: list[tuple[str, str]], read: Intent | None) -> None:
    assert read_intent(query) == read


@given(st.lists(st.tuples(st.sampled_from(["hub.mode", "hub.topic", "hub.challenge", "x"]), st.text()), max_size=6))
def test_no_query_brings_reading_to_a_fall(query: list[tuple[str, str]]) -> None:
    found = read_intent(query)
    assert found is None or answered(fresh(), found, now=NOW, chance=0.5) is None


def test_the_lease_asked_for_is_within_what_is_taken() -> None:
    assert SHORTEST_LEASE < LEASE <= LONGEST_LEASE
