"""What the passages of a request bear out, read once and asked for every sentence written of them."""

from collections.abc import Sequence
from functools import cached_property

from summarizers.base import Passage, Sentence
from summarizers.chunking import READ_CHARS, sentences
from summarizers.copying import quoted_chars
from summarizers.defusing_answers import unfit
from summarizers.evidence import Evidence
from summarizers.grounding import verdicts
from summarizers.nearest import overlaps
from summarizers.reading import Gazetteer


class Bearing:
    """The passages as evidence, together and each alone; what is not asked for is not read."""

    def __init__(self, passages: Sequence[Passage], *, gazetteer: Gazetteer | None = None) -> None:
        """Read the passages when they are first asked."""
        self.passages = tuple(passages)
        self._gazetteer = gazetteer
        self._each: dict[int, Evidence] = {}

    def reasons(self, text: str, *, kept: Sequence[Sentence]) -> tuple[str, ...]:
        """Return why the passages do not bear out `text`, or it may not be quoted beside `kept`; () where it holds."""
        wrong = unfit(text)
        if wrong:
            return (wrong,)
        reasons = tuple(reason for verdict in verdicts(self._all, text) for reason in verdict.reasons)
        copied = self.copied(text, kept)
        return (*reasons, copied) if copied else reasons

    def cited(self, text: str) -> Sentence:
        """Return `text` with the passages it stands in; else those that alone bear it out; else the fewest found."""
        holders = tuple(passage.id for passage, told in self._spaced if text in told)
        return Sentence(text=text, sources=holders or self._sources(text), verbatim=bool(holders))

    def copied(self, text: str, kept: Sequence[Sentence]) -> str:
        """Tell which passage's bound on quoting `text` would pass beside what `kept` quotes of it; "" for none."""
        for passage, told in self._spaced:
            own = quoted_chars(text, told)
            if own and own + sum(quoted_chars(one.text, told) for one in kept) > passage.quote_chars:
                return f"more than may be quoted: {passage.outlet or passage.id}"
        return ""

    @cached_property
    def told(self) -> tuple[str, ...]:
        """Every sentence of the passages, titles first."""
        return tuple(text for passage in self.passages for text in (_title(passage), *sentences(passage.text)) if text)

    @cached_property
    def _all(self) -> Evidence:
        return Evidence([_whole(passage) for passage in self.passages], gazetteer=self._gazetteer)

    @cached_property
    def _spaced(self) -> tuple[tuple[Passage, str], ...]:
        return tuple((passage, " ".join(passage.text[:READ_CHARS].split())) for passage in self.passages)

    def _sources(self, text: str) -> tuple[str, ...]:
        if len(self.passages) == 1:
            return (self.passages[0].id,)
        alone = tuple(passage.id for place, passage in enumerate(self.passages) if _bears(self._alone(place), text))
        if alone:
            return alone
        near = overlaps(text, map(_whole, self.passages))
        nearest = [passage for _, passage in sorted(zip(near, self.passages, strict=True), key=lambda pair: -pair[0])]
        for count in range(2, len(nearest)):
            taken = Evidence([_whole(passage) for passage in nearest[:count]], gazetteer=self._gazetteer)
            if _bears(taken, text):
                together = {passage.id for passage in nearest[:count]}
                return tuple(passage.id for passage in self.passages if passage.id in together)
        return tuple(passage.id for passage in self.passages)

    def _alone(self, place: int) -> Evidence:
        if place not in self._each:
            self._each[place] = Evidence([_whole(self.passages[place])], gazetteer=self._gazetteer)
        return self._each[place]


def _bears(evidence: Evidence, text: str) -> bool:
    return all(verdict.ok for verdict in verdicts(evidence, text))


def _whole(passage: Passage) -> str:
    parts = (passage.title, passage.text[:READ_CHARS], passage.outlet)
    return "\n\n".join(part for part in parts if part.strip())


def _title(passage: Passage) -> str:
    title = " ".join(passage.title.split())
    return title if not title or title.endswith((".", "!", "?")) else f"{title}."
