"""Plain text out of markup."""

import html

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
        ("<a title='x > y'>link</a> <img alt=\"a < b\">end", "link end"),
        ('<p class="lead">One</p><section id=a>Two</section><custom-tag x="1">three</custom-tag>', "One\nTwo\nthree"),
        ("<P>Upper</P><Br/>case", "Upper\ncase"),
        ('<iframe src="x"></iframe><p>kept</p><iframe>gone</iframe>', "kept"),
        ("<svg><text>no</text></svg><form><p>no</p></form>yes<button>open", "yesopen"),
        ("<script>if (a < b) { '</p>' }</script><p>kept</p>", "kept"),
        ("<!-- a <b> --><p>kept</p><!-- never closed <p>gone</p>", "kept"),
        ("1 > 0 and 0 < 1 <b>bold</b>", "1 > 0 and 0 < 1 bold"),
        ("<p>cut short <a href='x", "cut short <a href='x"),
        ("a\xa0b\u2003c\u200bd", "a b cd"),
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


WORDS = st.text(alphabet="abcé <>&\u3000", min_size=1, max_size=12).map(lambda text: f" {text} ")
TAGS = st.sampled_from(["p", "b", "a", "DIV", "span", "section", "x-y", "li", "h2", "font"])
VALUES = st.sampled_from(["", ' class="one two"', " href='a?b=c&d'", " id=x", '\n style="a: b"'])


def element(children: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    """Markup and the words it shows, of an element around `children`."""

    def wrap(name: str, value: str, inside: list[tuple[str, str]]) -> tuple[str, str]:
        markup, shown = ("".join(part) for part in zip(*inside, strict=True)) if inside else ("", "")
        return f"<{name}{value}>{markup}</{name}>", shown

    return st.builds(wrap, TAGS, VALUES, st.lists(children, max_size=4))


@given(st.recursive(WORDS.map(lambda word: (html.escape(word), word)), element, max_leaves=12))
@settings(max_examples=150, deadline=None)
def test_all_words_of_any_markup_are_kept_and_nothing_else(tree: tuple[str, str]) -> None:
    markup, shown = tree
    assert plain_text(markup, limit=10_000).split() == shown.split()


@given(st.text(max_size=300), st.integers(1, 100))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_bounded_encodable_text(text: str, limit: int) -> None:
    for result in (plain_line(text, limit=limit), plain_text(text, limit=limit), clean(text)[:limit]):
        assert len(result) <= limit
        result.encode("utf-8")
        assert "\0" not in result
