"""An article as the rules read it: sentences, names and cues with their places in `Article.full_text`."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.analysis.hits import cue_hits, name_hits
from bot.analysis.lexicon import COUNTRY_KINDS, EQUIPMENT, ORGANISATION, SWALLOWED, Lexicon
from bot.analysis.tongues import Tongue
from bot.domain.analysis import Evidence
from bot.domain.article import Article
from summarizers.reading import split_sentences

READ_LIMIT = 20_000
LEAD_CHARACTERS = 450
PATTERN_CHARACTERS = 1_200
_OUTLET = re.compile(r"\s+[-–—|]\s+[^|]{2,60}$")
_OUTLET_WORDS = 8
_ARMS = frozenset({"defence", "sector"})
_DEAL = frozenset({"cooperation", "type"})
_ARMED_KINDS = frozenset({EQUIPMENT, ORGANISATION})


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
        arms = {cue.sentence for cue in self.cues if cue.family in _ARMS}
        return frozenset(deals & (arms | {m.sentence for m in self.mentions if m.kind in _ARMED_KINDS}))

    def cues_of(self, family: str, sentence: int | None = None) -> Iterator[Cue]:
        """Yield the cues of `family`, in one sentence or in all."""
        found = self._families.get(family, ())
        return iter(found) if sentence is None else (cue for cue in found if cue.sentence == sentence)

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


def read(article: Article, lexicon: Lexicon, language: str = "en") -> Document:
    """Return `article` read with the `lexicon` of its `language`, at most the first 20,000 characters of it."""
    tongue = lexicon.tongues.get(language)
    text = article.full_text
    title_end = len(_title(article))
    body = len(article.title) + 2
    if _echoes(text[:title_end], article.text):
        body = len(text)
    spans = split_sentences(text[body:READ_LIMIT]) if body < READ_LIMIT else ()
    regions = [Region(number=0, start=0, end=max(title_end, 1))]
    regions += [Region(number=n, start=s.start + body, end=s.end + body) for n, s in enumerate(spans, 1)]
    sentences = tuple(regions)
    cues = tuple(_cues(text, sentences, lexicon=lexicon, tongue=tongue))
    return Document(
        article=article,
        text=text,
        title_end=title_end,
        sentences=sentences,
        mentions=tuple(_mentions(text, sentences, lexicon=lexicon, tongue=tongue, armed=_armed(cues))),
        cues=cues,
    )


def _title(article: Article) -> str:
    """Return the title without a trailing outlet, as aggregators append it."""
    title = article.title
    for _ in range(2):
        match = _OUTLET.search(title)
        if not match or len(match.group().split()) > _OUTLET_WORDS or len(title[: match.start()].split()) < 4:
            break
        title = title[: match.start()]
    return title


def _echoes(title: str, body: str) -> bool:
    """Whether the body only says the title again with an outlet behind it, as aggregators' feeds do."""
    return bool(title) and len(body) < len(title) + 120 and _squeezed(body).startswith(_squeezed(title))


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _cues(text: str, sentences: tuple[Region, ...], *, lexicon: Lexicon, tongue: Tongue | None) -> Iterator[Cue]:
    starts = [region.start for region in sentences]
    for part in _parts(sentences):
        for hit in cue_hits(text[part.start : part.end], lexicon, tongue):
            start = hit.start + part.start
            number = max(bisect_right(starts, start) - 1, 0)
            yield Cue(start=start, end=hit.end + part.start, sentence=number, family=hit.family, key=hit.key)
        near = "" if tongue else text[part.start : min(part.end, part.start + PATTERN_CHARACTERS)]
        for hit in lexicon.patterns.find(near):
            start = hit.start + part.start
            number = max(bisect_right(starts, start) - 1, 0)
            if hit.end + part.start > sentences[number].end:
                # A pattern with a gap may reach into the next sentence, where its words do not belong together.
                continue
            yield Cue(start=start, end=hit.end + part.start, sentence=number, family=hit.family, key=hit.key)


def _mentions(
    text: str, sentences: tuple[Region, ...], *, lexicon: Lexicon, tongue: Tongue | None, armed: frozenset[int]
) -> Iterator[Mention]:
    starts = [region.start for region in sentences]
    for part in _parts(sentences):
        for hit in name_hits(text[part.start : part.end], lexicon, tongue):
            start = hit.start + part.start
            number = max(bisect_right(starts, start) - 1, 0)
            doubtful = hit.key in lexicon.fragile and number not in armed
            if hit.kind == SWALLOWED or (doubtful and not (tongue and _is_spelt_out(text, start, hit.kind))):
                continue
            homes = lexicon.homes(hit.kind, hit.key)
            yield Mention(
                start=start, end=hit.end + part.start, sentence=number, kind=hit.kind, key=hit.key, homes=homes
            )


def _is_spelt_out(text: str, start: int, kind: str) -> bool:
    """Whether equipment is written in another script: its name is a common word in English, hardly there."""
    return kind == EQUIPMENT and not text[start].isascii()


def _armed(cues: tuple[Cue, ...]) -> frozenset[int]:
    return frozenset(cue.sentence for cue in cues if cue.family in _ARMS)


def _parts(sentences: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return title and body, each to be searched in one go."""
    if len(sentences) == 1:
        return sentences
    return (sentences[0], Region(number=1, start=sentences[1].start, end=sentences[-1].end))
