"""Sentences as the rules read them: no name or cue parted by a break, none longer than the rules read quickly."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from summarizers.reading import split_sentences
from summarizers.reading.spans import Span

LONGEST = 1_000
"""Characters; a longer sentence is a list, a table or text run together. The rules compare all in it with all."""


def sentences_of(text: str, held: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Yield the sentences of `text` in order; what stands at `held` is never parted: a name there ends no sentence.

    A sentence of more than 1,000 characters is cut between words, or within one where it has no blanks.
    """
    places = _merged(held)
    starts = [start for start, _ in places]
    opened: Span | None = None
    for span in split_sentences(text):
        if opened and _around(places, starts, opened.end):
            opened = Span(opened.start, span.end)
            continue
        if opened:
            yield from _cut(text, opened, places=places, starts=starts)
        opened = span
    if opened:
        yield from _cut(text, opened, places=places, starts=starts)


def _merged(held: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(held):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _around(places: Sequence[tuple[int, int]], starts: Sequence[int], place: int) -> tuple[int, int] | None:
    """Return what stands on both sides of `place`, or None."""
    last = bisect_right(starts, place - 1) - 1
    return places[last] if last >= 0 and places[last][1] > place else None


def _cut(text: str, span: Span, *, places: Sequence[tuple[int, int]], starts: Sequence[int]) -> Iterator[Span]:
    start = span.start
    while span.end - start > LONGEST:
        stop = _blank_before(text, start, start + LONGEST)
        held = _around(places, starts, stop)
        if held:
            stop = held[0] if held[0] > start else held[1]
        if stop >= span.end:
            break
        yield Span(start, start + len(text[start:stop].rstrip()))
        start = stop + len(text[stop : span.end]) - len(text[stop : span.end].lstrip())
    yield Span(start, span.end)


def _blank_before(text: str, start: int, end: int) -> int:
    """Return where the last word of `text` before `end` ends, `end` itself where there is no blank near it."""
    return next((place for place in range(end, start + LONGEST // 2, -1) if text[place : place + 1].isspace()), end)
