"""Plain text out of markup."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.plain import clean, plain_line, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\nTwo\nthree"),
        ("a &amp; b &#8211; c", "a & b – c"),
        ("<script>alert(1)</script><p>kept</p><style>p{}</style>", "kept"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("  spaces\t and\n\n\nlines ", "spaces and\nlines"),
        ("<div hidden><!-- no --></div>", ""),
        ("", ""),
    ],
)
def test_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup, limit=1_000) == text


def test_a_line_is_one_line_within_its_limit() -> None:
    assert plain_line("A <b>bold</b>\n&quot;deal&quot;", limit=100) == 'A bold "deal"'
    assert plain_line("x" * 50, limit=10) == "x" * 9 + "…"


def test_deep_nesting_does_not_recurse() -> None:
    assert "core" in plain_text("<div>" * 200 + "core", limit=100)
    assert isinstance(plain_text("<b>" * 50_000 + "core", limit=100), str)


@given(st.text(max_size=300), st.integers(1, 100))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_bounded_encodable_text(text: str, limit: int) -> None:
    for result in (plain_line(text, limit=limit), plain_text(text, limit=limit), clean(text)[:limit]):
        assert len(result) <= limit
        result.encode("utf-8")
        assert "\0" not in result
