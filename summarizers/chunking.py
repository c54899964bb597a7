"""Text cut to size: sentences one by one, and parts that fit a model's window."""

import re
from collections.abc import Callable, Iterator, Sequence

from summarizers.reading import split_sentences

# Whatever length a page has, its news stands in its beginning.
READ_CHARS = 60_000
_GLUED = re.compile(
    r"(?:(?<=[\w)][\w)%])(?=[^\s]{1,4}[“‘\"(]?(?:[A-Z][a-z]+[\s,’']|A\s))|(?<=[a-z][a-z][a-z])|(?<=\w[)%]))"
    r"([.!?][\"”’).?]*)(?=[“‘\"(]?(?:[A-Z][a-z]+[\s,’']|A\s|[A-Z]\w*[\s,’'?-]))"
)

# A sentence may open with a site's name in small letters: "… and systems. example.org has been told".
_SITE = re.compile(r"(?<=[.!?”\"]) (?=[a-z][\w-]*\.(?:com|org|net|in|co)\s)")
# A quotation mark that some page has mangled opens the next sentence: "… of production. ?We are going to".
_MANGLED = re.compile(r"(?<=[a-z)][.!?])\s\?(?=[A-Z])")
_SHORT_LINE, _PLAIN_LINE = 35, 90  # characters: what most lines of a text wrapped by hand pass, and what none does
_OPEN_END = re.compile(r"[^\s.!?:;\"”’)]\s*\Z")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of the first 60,000 characters, white space made single."""
    clear = _SITE.sub("\n\n", _MANGLED.sub("\n\n", _GLUED.sub(r"\1 ", _unwrapped(text[:READ_CHARS]))))
    for span in split_sentences(clear):
        yield " ".join(span.of(clear).split())


def _unwrapped(text: str) -> str:
    """Join the lines of a text wrapped by hand: short lines throughout, most of them ending inside a sentence."""
    lines = text.split("\n")
    ends = [_OPEN_END.search(line) is not None for line in lines]
    lengths = sorted(map(len, lines))
    filled = lengths[-1] <= _PLAIN_LINE and lengths[len(lengths) // 2] > _SHORT_LINE
    if len(lines) < 4 or not filled or sum(ends) < len(lines) / 2:
        return text
    joined = (line + (" " if open_end else "\n") for line, open_end in zip(lines, ends, strict=True))
    return "".join(joined)


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
