"""Which sentences of the passages stand nearest to a written one: by the content words and figures they share."""

from collections.abc import Iterable, Iterator, Sequence

from summarizers.base import Passage, Sentence, Summary
from summarizers.choice import content
from summarizers.quoting import quotables

_QUOTED_OF_EACH = 40
_FIGURE = 2  # a shared figure tells more than a shared word
_READABLE = "en"


def overlaps(written: str, told: Iterable[str]) -> list[float]:
    """Return how much of `written` stands in each of `told`, from 0 to 1; figures count twice."""
    ours = content(written)
    whole = sum(map(_weight, ours)) or 1
    return [sum(map(_weight, ours & content(text))) / whole for text in told]


def near_sentences(written: str, told: Sequence[str], *, most: int = 4) -> tuple[str, ...]:
    """Return the `most` sentences of `told` nearest to `written`, in the order they stand."""
    near = [(value, -place) for place, value in enumerate(overlaps(written, told)) if value > 0]
    best = sorted(-place for _, place in sorted(near, reverse=True)[:most])
    return tuple(dict.fromkeys(told[place] for place in best))


def stand_ins(written: str, quoted: Summary, passages: Sequence[Passage]) -> Iterator[Sentence]:
    """Yield what may stand in for `written`, nearest first: the extractive summary's, then the passages' sentences.

    Of the passages only English ones are quoted, and no sentence that needs the one before it.
    """
    leaning: set[str] = set()
    rest: list[Sentence] = []
    for passage in passages:
        for found in quotables(passage, limit=_QUOTED_OF_EACH) if passage.language == _READABLE else ():
            if found.leans:
                leaning.add(found.text)
            else:
                rest.append(Sentence(text=found.text, sources=(passage.id,), verbatim=True))
    yield from (one for _, one in _nearest_first(written, [one for one in quoted.sentences if one.text not in leaning]))
    yield from (one for value, one in _nearest_first(written, rest) if value > 0)


def _nearest_first(written: str, candidates: Sequence[Sentence]) -> list[tuple[float, Sentence]]:
    found = zip(overlaps(written, [one.text for one in candidates]), candidates, strict=True)
    return sorted(found, key=lambda pair: -pair[0])


def _weight(word: str) -> int:
    return _FIGURE if any(char.isdigit() for char in word) else 1
