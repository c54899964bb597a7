"""Spans."""

from summarizers.reading import Mention, Span


def test_spans_know_what_they_cover() -> None:
    span = Span(2, 5)
    assert span.of("ab cd ef") == " cd"
    assert span.overlaps(Span(4, 9))
    assert not span.overlaps(Span(5, 9))
    assert span.contains(Span(2, 4))
    assert not span.contains(Span(1, 4))
    assert Mention(2, 5, " cd").of("ab cd ef") == " cd"
