"""Text on Teams: what sources wrote does nothing, and reads as it was written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.teams import text
from support.hostilebriefs import HOSTILE
from support.hostilecards import inert


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("5*5 and *bold*", "5∗5 and ∗bold∗"),
        ("_slanted_ but America/New_York", "slanted but America/New_York"),
        ("~5bn, ~~struck~~", "~5bn, ~struck~"),
        ("`code` ```fence```", "'code' '''fence'''"),
        ("[safe](https://evil.invalid)", "[safe] (evil.invalid)"),
        ("![x](http://evil.invalid/x.png)", "![x] (evil.invalid/x.png)"),
        ("[1]: https://evil.invalid", "[1] : evil.invalid"),
        ("<at>everyone</at> <b>x</b>", "‹at›everyone‹/at› ‹b›x‹/b›"),
        ("# head", "#\u00a0head"),
        ("- point", "-\u00a0point"),
        ("3. point", "3.\u00a0point"),
        ("1,200.5 tonnes", "1,200.5 tonnes"),
        ("> quoted", "› quoted"),
        ("---", "–––"),
        ("===", "＝＝＝"),
        ("AT&T &lt;b&gt; &#60;", "AT&T ＆lt;b＆gt; ＆#60;"),
        ("{{DATE(2026-11-23T00:00:00Z)}}", "{ {DATE(2026-11-23T00:00:00Z)}}"),
        ("C:\\new \\*x\\*", "C:∖new ∖∗x∖∗"),
        ("one\ntwo\r\n\r\n# three", "one two # three"),
        ("mailto:x@y.invalid HTTPS://evil.invalid", "x@y.invalid evil.invalid"),
        ("1https://evil.invalid hhttp://ttp://x.invalid", "evil.invalid x.invalid"),
        ("صفقة", "\u2068صفقة\u2069"),
        ("\u2068صفقة\u2069 supplies \u2068مصر\u2069", "\u2068صفقة\u2069 supplies \u2068مصر\u2069"),
        ("\u2068صفقة\u2069 of מצרים", "\u2068صفقة of מצרים\u2069"),
        ("\u2068unended", "unended"),
        ("\ue000\ue001x", "x"),
    ],
)
def test_marks_are_shown_and_do_nothing(written: str, shown: str) -> None:
    assert text.shown(written, 100) == shown


@given(HOSTILE | st.text(alphabet="*_[]()~`#>-+\\<&;\n:/ 1.{}=!|@ax", max_size=60))
@example("http" + "://" * 3 + "x")
def test_no_text_from_outside_acts(written: str) -> None:
    shown = text.shown(written, 200)
    inert(shown)
    assert len(shown) <= 202
    assert shown.count("\u2068") == shown.count("\u2069")
    inert(text.link("https://example.invalid/a", written, 200))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.invalid/a(b)?c=[d]*e", "https://example.invalid/a%28b%29?c=%5Bd%5D%2Ae"),
        ("https://example.invalid/?a=1&lt;b", "https://example.invalid/?a=1&lt%3Bb"),
        ("https://example.invalid/?a=1&b=2", "https://example.invalid/?a=1&b=2"),
        ("https://example.invalid/100%25", "https://example.invalid/100%25"),
        ("https://[::1]/", None),
        ("javascript:alert(1)", None),
        ("https://example.invalid/a b", None),
        ("https://example.invalid/" + "ü" * 400, None),
        (None, None),
    ],
)
def test_an_address_ends_where_it_ends(url: str | None, safe: str | None) -> None:
    assert text.safe_url(url) == safe


def test_a_label_closes_nothing() -> None:
    assert text.link("https://example.invalid", "[EXCLUSIVE] deal](https://evil.invalid)", 80) == (
        "[(EXCLUSIVE) deal)(evil.invalid)](https://example.invalid)"
    )
    assert text.link("javascript:x", "words", 80) == "words"
    assert text.link("https://example.invalid", "", 80) == ""
