"""An article as the rules read it: sentences, names and cues with their places in `Article.full_text`."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from bot.analysis.lexicon import COUNTRY_KINDS, SWALLOWED, Lexicon
from bot.analysis.look import ARMED_KINDS, ARMS, Look, look
from bot.analysis.regions import sentences_of
from bot.domain.analysis import Evidence
from bot.domain.article import Article

LEAD_CHARACTERS = 450
PATTERN_CHARACTERS = 1_200
_DEAL = frozenset({"cooperation", "type"})


# Region, Mention and Cue are tuples, and a document is without slots, for speed: every article read makes a hundred of
# the former, and the latter remembers what it is asked for again and again.
class Region(NamedTuple):
    """A sentence: characters `start`:`end` of the full text; the title is number 0."""

    number: int
    start: int
    end: int


class Mention(NamedTuple):
    """A name at a place: `kind` as in the lexicon, `key` its row, `homes` the countries it stands for."""

    start: int
    end: int
    sentence: int
    kind: str
    key: str
    homes: tuple[str, ...]

    @property
    def is_country(self) -> bool:
        """Whether the country itself is named, by name, demonym, capital or leader."""
        return self.kind in COUNTRY_KINDS


class Cue(NamedTuple):
    """A cue at a place and the sentence it stands in."""

    start: int
    end: int
    sentence: int
    family: str
    key: str


HitT = TypeVar("HitT", Mention, Cue)


@dataclass(frozen=True, kw_only=True)
class Document:
    """An article with everything the lexicon found in it; the outlet's name at the end of a title is left unread."""

    article: Article
    text: str
    title_end: int
    sentences: tuple[Region, ...]
    mentions: tuple[Mention, ...]
    cues: tuple[Cue, ...]

    @property
    def title(self) -> str:
        """The title without the outlet's name."""
        return self.text[: self.title_end]

    @cached_property
    def lead_end(self) -> int:
        """Number of the last sentence of the lead."""
        return max((s.number for s in self.sentences if s.start < len(self.article.title) + LEAD_CHARACTERS), default=0)

    @cached_property
    def deal_sentences(self) -> frozenset[int]:
        """Numbers of the sentences that hold a word of cooperation and one of arms."""
        deals = {cue.sentence for cue in self.cues if cue.family in _DEAL}
        arms = {cue.sentence for cue in self.cues if cue.family in ARMS}
        return frozenset(deals & (arms | {m.sentence for m in self.mentions if m.kind in ARMED_KINDS}))

    def cues_of(self, family: str, sentence: int | None = None) -> Iterator[Cue]:
        """Yield the cues of `family`, in one sentence or in all."""
        found = self._families.get(family, ())
        return iter(found) if sentence is None else (cue for cue in self.cues_in(sentence) if cue.family == family)

    def cues_in(self, sentence: int) -> Sequence[Cue]:
        """Return the cues of one sentence, in the order of all."""
        return self._cued.get(sentence, ())

    def mentions_in(self, sentence: int) -> Sequence[Mention]:
        """Return the names in one sentence, in the order of all."""
        return self._named.get(sentence, ())

    @cached_property
    def _cued(self) -> Mapping[int, Sequence[Cue]]:
        return _by_sentence(self.cues)

    @cached_property
    def _named(self) -> Mapping[int, Sequence[Mention]]:
        return _by_sentence(self.mentions)

    @cached_property
    def _families(self) -> Mapping[str, Sequence[Cue]]:
        families: defaultdict[str, list[Cue]] = defaultdict(list)
        for cue in self.cues:
            families[cue.family].append(cue)
        return families

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [region.start for region in self.sentences]

    def evidence(self, start: int, end: int) -> Evidence:
        """Return proof at `start`:`end` of the full text; the sentence is the one `start` stands in."""
        number = max(bisect_right(self._starts, start) - 1, 0)
        return Evidence(article_id=self.article.id, sentence=number, start=start, end=end, quote=self.text[start:end])

    def slice(self, region: Region) -> str:
        """Return the words of a sentence."""
        return self.text[region.start : region.end]


def _by_sentence(found: Iterable[HitT]) -> Mapping[int, Sequence[HitT]]:
    sentences: defaultdict[int, list[HitT]] = defaultdict(list)
    for hit in found:
        sentences[hit.sentence].append(hit)
    return sentences


def read(article: Article, lexicon: Lexicon, language: str = "en", *, seen: Look | None = None) -> Document:
    """Return `article` read with the `lexicon` of its `language`, at most the first 20,000 characters of it.

    `seen` is the first look at it, where that was taken already.
    """
    seen = seen or look(article, lexicon, language)
    sentences = tuple(_sentences(seen))
    cues = tuple(_cues(seen, sentences, lexicon))
    return Document(
        article=article,
        text=seen.text,
        title_end=seen.title_end,
        sentences=sentences,
        mentions=tuple(_mentions(seen, sentences, lexicon=lexicon, armed=_armed(cues))),
        cues=cues,
    )


def _sentences(seen: Look) -> Iterator[Region]:
    title, *rest = seen.parts
    yield Region(number=0, start=title.start, end=title.end)
    for body in rest:
        held = [(cue.start, cue.end) for cue in body.cues] + [(name.start, name.end) for name in body.names]
        for number, span in enumerate(sentences_of(seen.text[body.start : body.end], held), 1):
            yield Region(number=number, start=span.start + body.start, end=span.end + body.start)


def _cues(seen: Look, sentences: tuple[Region, ...], lexicon: Lexicon) -> Iterator[Cue]:
    starts = [region.start for region in sentences]
    for part in seen.parts:
        for hit in part.cues:
            start = hit.start + part.start
            number = max(bisect_right(starts, start) - 1, 0)
            yield Cue(start=start, end=hit.end + part.start, sentence=number, family=hit.family, key=hit.key)
        near = "" if seen.tongue else seen.text[part.start : min(part.end, part.start + PATTERN_CHARACTERS)]
        for hit in lexicon.patterns.find(near):
            start = hit.start + part.start
            number = max(bisect_right(starts, start) - 1, 0)
            if hit.end + part.start > sentences[number].end:
                # A pattern with a gap may reach into the next sentence, where its words do not belong together.
                continue
            yield Cue(start=start, end=hit.end + part.start, sentence=number, family=hit.family, key=hit.key)


def _mentions(
    seen: Look, sentences: tuple[Region, ...], *, lexicon: Lexicon, armed: frozenset[int]
) -> Iterator[Mention]:
    starts = [region.start for region in sentences]
    for part in seen.parts:
        for hit in part.names:
            start = hit.start + part.start
            number = max(bisect_right(starts, start) - 1, 0)
            if hit.kind == SWALLOWED or (hit.key in lexicon.fragile and number not in armed):
                continue
            homes = lexicon.homes(hit.kind, hit.key)
            yield Mention(
                start=start, end=hit.end + part.start, sentence=number, kind=hit.kind, key=hit.key, homes=homes
            )


def _armed(cues: tuple[Cue, ...]) -> frozenset[int]:
    return frozenset(cue.sentence for cue in cues if cue.family in ARMS)
