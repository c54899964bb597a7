"""What headers say: waiting times, freshness, walls, opt-outs."""

from datetime import UTC, datetime

import pytest

from bot.ingest.answers import is_wall, max_age, moment, opted_out, retry_after, validator

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999999999", 172_800.0),
        ("Mon, 23 Nov 2026 12:05:00 GMT", 300.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_freshness_prefers_max_age_to_expires() -> None:
    expires = "Mon, 23 Nov 2026 13:00:00 GMT"
    assert max_age({"cache-control": "public, max-age=600", "expires": expires}, NOW) == 600.0
    assert max_age({"expires": expires}, NOW) == 3600.0
    assert max_age({"expires": "0"}, NOW) is None
    assert max_age({"cache-control": "s-maxage=5"}, NOW) is None
    assert max_age({}, NOW) is None


def test_walls_are_told_from_plain_refusals() -> None:
    assert is_wall(403, {"cf-mitigated": "challenge"})
    assert is_wall(429, {"x-datadome": "protected"})
    assert is_wall(403, {"server": "AkamaiGHost"})
    assert is_wall(405, {"x-amzn-waf-action": "captcha"})
    assert is_wall(403, {"x-iinfo": "9-1-2"})
    assert not is_wall(404, {"server": "AkamaiGHost"})
    assert not is_wall(403, {})
    assert not is_wall(200, {"x-datadome": "protected"})


def test_opt_outs_are_read_from_headers() -> None:
    assert opted_out({"x-robots-tag": "noindex, noai"})
    assert opted_out({"x-robots-tag": "entente: noai"})
    assert opted_out({"tdm-reservation": "1"})
    assert not opted_out({"x-robots-tag": "noimageai", "tdm-reservation": "0"})


def test_zoneless_http_dates_are_utc() -> None:
    assert moment("Mon, 23 Nov 2026 12:00:00 -0000") == NOW
    assert moment("nonsense") is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, False),
        ("", False),
        ('W/"a b"', True),
        ("x" * 1000, True),
        ("x" * 1001, False),
        ('"é"', False),
        ("a\nb", False),
        ("a\x00", False),
    ],
)
def test_validators_are_printable_ascii_of_a_kilobyte(value: str | None, kept: bool) -> None:
    assert validator(value) == (value if kept else None)
