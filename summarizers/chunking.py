"""Text cut to size: sentences one by one, and parts that fit a model's window."""

import re
from collections.abc import Callable, Iterator, Sequence

from summarizers.reading import split_sentences

# Whatever length a page has, its news stands in its beginning.
READ_CHARS = 60_000
_GLUED = re.compile(r"(?<=[\w)][\w)%])([.!?][\"”’)?]*)(?=[“‘\"(]?(?:[A-Z][a-z]+[\s,’']|A\s))")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of the first 60,000 characters, white space made single."""
    clear = _GLUED.sub(r"\1 ", text[:READ_CHARS])
    for span in split_sentences(clear):
        yield " ".join(span.of(clear).split())


def parts(texts: Sequence[str], *, size: int, measure: Callable[[str], int]) -> tuple[tuple[str, ...], ...]:
    """Group `texts` in order into parts of at most `size` by `measure`; one longer than `size` stands alone."""
    grouped: list[tuple[str, ...]] = []
    held: list[str] = []
    length = 0
    for text in texts:
        more = measure(text)
        if held and length + more > size:
            grouped.append(tuple(held))
            held, length = [], 0
        held.append(text)
        length += more
    return (*grouped, tuple(held)) if held else tuple(grouped)


def cut(text: str, *, size: int, measure: Callable[[str], int]) -> tuple[str, ...]:
    """Return `text` whole where it is at most `size` by `measure`, else in halves of halves between words."""
    if measure(text) <= size or len(text) < 2:
        return (text,)
    blank = text.rfind(" ", 1, len(text) // 2 + 1)
    middle = blank if blank > 0 else len(text) // 2
    return (*cut(text[:middle], size=size, measure=measure), *cut(text[middle:].lstrip(), size=size, measure=measure))
