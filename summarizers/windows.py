"""How material too long for a model's window gets into it: part by part, each passage with its share. Pure.

What is too long is cut into parts, each part is told in few words by the model (map), and what was told takes its
place, until all stands in one prompt (reduce). Nothing is left out on the way: every sentence is in a part.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summarizers.base import Passage
from summarizers.chunking import cut, parts, sentences

Material = tuple[tuple[str, ...], ...]
"""Sentences of each passage, or of several that stand together."""
Measure = Callable[[str], int]
FEWEST = 24
"""Tokens: less says nothing, so that no part is told in fewer."""
_WORDS_PER_TOKEN = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the `group`-th passage, and how many tokens its telling may have."""

    group: int
    sentences: tuple[str, ...]
    limit: int

    @property
    def text(self) -> str:
        """The sentences joined by a blank."""
        return " ".join(self.sentences)

    @property
    def words(self) -> int:
        """About how many words `limit` tokens are."""
        return max(12, int(self.limit * _WORDS_PER_TOKEN))


def material_of(passages: Sequence[Passage]) -> Material:
    """Return the sentences of each passage that says anything, its title first."""
    told = (
        tuple(sentence for text in (passage.title, passage.text) for sentence in _closed(text)) for passage in passages
    )
    return tuple(one for one in told if one)


def joined(material: Material) -> str:
    """Return the material as one text, a paragraph a passage."""
    return "\n\n".join(" ".join(group) for group in material)


def shares(lengths: Sequence[int], room: int) -> tuple[int, ...]:
    """Return how much of `room` each may have: what is short has all it needs, the rest share alike."""
    given = [0] * len(lengths)
    left, waiting = room, sorted(range(len(lengths)), key=lambda place: lengths[place])
    while waiting:
        place = waiting[0]
        given[place] = min(lengths[place], left // len(waiting))
        left -= given[place]
        waiting.pop(0)
    return tuple(given)


def round_of(material: Material, *, room: int, measure: Measure, longest: int) -> tuple[Material, tuple[Part, ...]]:
    """Return the material, grouped so that each group can have a share, and the parts to be told in this round.

    No parts: all fits into `room` tokens. A telling has at most `longest` tokens. With `room` of at least four times
    `FEWEST` every round at least halves what is too long.
    """
    if sum(_length(group, measure) for group in material) <= room:
        return material, ()
    material = _grouped(material, most=max(1, room // FEWEST // 2))
    lengths = [_length(group, measure) for group in material]
    todo: list[Part] = []
    for place, (length, share) in enumerate(zip(lengths, shares(lengths, room), strict=True)):
        if length <= share:
            continue
        fitting = [piece for text in material[place] for piece in cut(text, size=room, measure=measure)]
        cut_up = parts(fitting, size=room, measure=measure)
        limit = max(FEWEST, min(longest, share // len(cut_up)))
        todo += [Part(group=place, sentences=part, limit=limit) for part in cut_up]
    return material, tuple(todo)


def after(material: Material, told: Sequence[tuple[Part, str]], *, measure: Measure) -> Material:
    """Return the material with what was `told` of parts in their place; a part told in no words gives its beginning."""
    found: dict[int, list[str]] = {part.group: [] for part, _ in told}
    for part, answer in told:
        said = tuple(sentences(answer)) or part.sentences
        found[part.group] += clipped(said, size=part.limit, measure=measure)
    return tuple(tuple(found.get(place, group)) for place, group in enumerate(material))


def clipped(texts: Sequence[str], *, size: int, measure: Measure) -> tuple[str, ...]:
    """Return the first of `texts` that are at most `size` together; where the first is longer, its beginning."""
    pieces = [piece for text in texts[:1] for piece in cut(text, size=size, measure=measure)][:1] + list(texts[1:])
    if len(texts) and pieces[0] != texts[0]:
        return (pieces[0],)
    return next(iter(parts(pieces, size=size, measure=measure)), ())


def _grouped(material: Material, *, most: int) -> Material:
    """Put neighbours together until there are at most `most` groups."""
    each = math.ceil(len(material) / most)
    starts = range(0, len(material), each)
    return tuple(tuple(text for group in material[start : start + each] for text in group) for start in starts)


def _length(group: Sequence[str], measure: Measure) -> int:
    return sum(map(measure, group))


def _closed(text: str) -> list[str]:
    found = [sentence for sentence in sentences(text) if sentence]
    if found and found[-1][-1].isalnum():
        found[-1] += "."
    return found
