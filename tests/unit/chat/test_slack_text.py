"""Text on its way to Slack: nothing in it acts, links go where they say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.slack import text

HOSTILE = st.text(st.sampled_from("*_~`<>&|@!:# \n\r\t\x00\x1b\u202e\u2066\ufeffאبa1é🇵🇱😀"), max_size=80)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("<!channel> <@U1> <http://evil|here>", "&lt;!channel&gt; &lt;@U1&gt; &lt;http://evil|here&gt;"),
        ("*bold* _it_ ~no~ `code`", "bold it no code"),
        ("> quoted\n> twice", "quoted &gt; twice"),
        ("AT&amp;T & co", "AT&amp;amp;T &amp; co"),
        (":skull: at 07:30", ":\u200bskull: at 07:30"),
        ("\u202eegdelwonk\u0007", "egdelwonk"),
        ("\ud800 lone", "lone"),
    ],
)
def test_mrkdwn(raw: str, safe: str) -> None:
    assert text.mrkdwn(raw, 500) == safe


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.invalid/a?b=1&c=2", "https://example.invalid/a?b=1&amp;c=2"),
        ("https://example.invalid/a|b<c>", "https://example.invalid/a%7Cb%3Cc%3E"),
        ("http://example.invalid/ünï", "http://example.invalid/%C3%BCn%C3%AF"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://example.invalid/a b", None),
        ("https://example.invalid/\nx", None),
        ("https://[bad", None),
        ("https://example.invalid/" + "a" * 1600, None),
        ("", None),
        (None, None),
    ],
)
def test_addresses(url: str | None, safe: str | None) -> None:
    assert text.safe_url(url) == safe


def test_a_label_cannot_end_its_link() -> None:
    linked = text.link("https://example.invalid/", "a|b>c\nd", 100)
    assert linked == "<https://example.invalid/|a¦b&gt;c d>"
    assert text.link("ftp://example.invalid/", "only text", 100) == "only text"


@settings(max_examples=60, deadline=None)
@given(HOSTILE | st.text(max_size=200), st.integers(10, 120))
def test_nothing_left_acts_and_the_length_holds(raw: str, limit: int) -> None:
    safe = text.mrkdwn(raw, limit)
    assert len(safe) <= limit
    assert not set(safe) & set("*_~`<\n\r\x1b\u202e")
    assert not re.search(r"&(?!(?:amp|lt|gt);)", safe)
    assert not safe.startswith(">")
    safe.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("zone America/New_York → *Asia/Tokyo*", "zone America/New_York → Asia/Tokyo"),
        ("_it_ a__b `code` <!here>", "it a b code &lt;!here&gt;"),
        (
            "at 07:30: and 07:30:15, :skull: :100: 3:cat:",
            "at 07:30: and 07:30:15, :\u200bskull: :\u200b100: 3:\u200bcat:",
        ),
    ],
)
def test_a_line_of_a_note_keeps_names_whole_and_times_plain(raw: str, told: str) -> None:
    assert text.line(raw, 500) == told


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.integers(10, 120))
def test_in_a_line_of_a_note_only_underscores_within_words_are_left(raw: str, limit: int) -> None:
    told = text.line(raw, limit)
    assert len(told) <= limit
    assert not re.search(r"[*~`<>]|(?<![^\W_])_|_(?![^\W_])", told)
