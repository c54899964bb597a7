"""What a set of sources holds, read once for grounding and used for any number of summaries of them."""

import re
from collections.abc import Sequence
from functools import cached_property

from summarizers.gate.agreement import Sequel, sequel_of
from summarizers.gate.claims import Claim, claims_of
from summarizers.gate.dates import Calendar, periods_of
from summarizers.gate.figures import Counted, figures_of, sums_of
from summarizers.gate.index import Index
from summarizers.gate.likeness import Background, background_of
from summarizers.gate.lines import Line, lines_of
from summarizers.gate.names import PLAIN_NAMES, Known, capitals_of, designations_of, initials_of
from summarizers.gate.words import name_stem, stem, words_of
from summarizers.reading import Gazetteer
from summarizers.reading.folding import unaccented

_APART = re.compile(r"(?<=\d)\s?(,(?=\s?\d{3}\b)|\.(?=\s?\d{1,2}\b))\s?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ENDS = frozenset(".!?…。！？।؟۔")
_QUOTES = " \"'“”‘’«»()[]"
_LEAST_VERBATIM = 12
_REACH = 12


class Evidence:
    """The sources of a summary; each kind of reading is made when first asked for, and kept.

    Make it once where several summaries, or several tries at one, are held against the same sources.
    """

    def __init__(self, sources: Sequence[str], *, gazetteer: Gazetteer | None = None) -> None:
        """Keep the sources and the table of names; nothing is read yet."""
        self.sources = tuple(sources)
        self.gazetteer = gazetteer or PLAIN_NAMES

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences of the sources."""
        return tuple(line for source in self.sources for line in lines_of(source, self.gazetteer))

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What the sentences of the sources and their clauses say."""
        return tuple(claim for line in self.lines for claim in claims_of(line, whole=True))

    @cached_property
    def plain(self) -> frozenset[str]:
        """Every word of the sources, in lower case without accents."""
        return frozenset[str]().union(*(line.plain for line in self.lines))

    @cached_property
    def counted(self) -> Counted:
        """Numbers and sums, also of figures that a tokeniser pulled apart ("13, 000")."""
        figures = [figure for line in self.lines for figure in line.figures]
        sums = [money for line in self.lines for money in line.sums]
        for source in self.sources:
            mended = _APART.sub(r"\1", source)
            if mended != source:
                words, found = words_of(mended), sums_of(mended)
                sums += found
                figures += figures_of(mended, words, found)
        values = {figure.value for figure in figures} | {money.amount for money in sums}
        return Counted(figures=tuple(figures), sums=tuple(sums), values=frozenset(values))

    @cached_property
    def calendar(self) -> Calendar:
        """Dates, years and stretches of time."""
        return Calendar(
            days=tuple(day for line in self.lines for day in line.days),
            years=frozenset(int(year) for source in self.sources for year in _YEAR.findall(source)),
            periods=frozenset(claim for line in self.lines for claim in periods_of(line.text, line.plain)),
        )

    @cached_property
    def known(self) -> Known:
        """Names, countries and designations."""
        hits = [hit for line in self.lines for hit in line.hits]
        return Known(
            plain=self.plain,
            stems=frozenset(map(name_stem, self.plain)),
            roots=frozenset(map(stem, self.plain)),
            keys=frozenset(hit.key for hit in hits),
            countries=frozenset(country for line in self.lines for country in line.countries),
            designations={
                plain: source[start:end] for source in self.sources for start, end, plain in designations_of(source)
            },
            read_capitals=lambda: (word for source in self.sources for word in capitals_of(source)),
            read_initials=lambda: initials_of(name.of(line.text) for line in self.lines for name in line.names),
        )

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(_folded(source) for source in self.sources)

    @cached_property
    def background(self) -> Background:
        """What words, runs and lines there are, counted for weighing."""
        return background_of(self.lines, known=self.known, sequel=self.sequel, spread=self.lines_by_stem)

    @cached_property
    def lines_by_stem(self) -> Index:
        """Which lines hold a stem."""
        return Index(line.stems for line in self.lines)

    @cached_property
    def lines_by_mark(self) -> Index:
        """Which lines hold what places a sentence."""
        return Index(line.marks for line in self.lines)

    @cached_property
    def claims_by_stem(self) -> Index:
        """Which claims hold a stem."""
        return Index(claim.stems for claim in self.claims)

    @cached_property
    def sequel(self) -> Sequel:
        """The words in order."""
        return sequel_of(self.lines)

    def quotes(self, text: str) -> bool:
        """Tell whether the text stands in a source word for word, from the begin of a sentence to its end."""
        folded = _folded(text)
        if len(folded) < _LEAST_VERBATIM:
            return folded in self._texts
        return any(_stands(folded, source) for source in self._texts)


def _folded(text: str) -> str:
    return " ".join(unaccented(text).split())


def _stands(text: str, source: str) -> bool:
    place = source.find(text)
    while place >= 0:
        before, after = (
            source[max(0, place - _REACH) : place].rstrip(_QUOTES)[-1:],
            source[place + len(text) :][:_REACH].lstrip(_QUOTES)[:1],
        )
        if (not before or before in _ENDS) and (text.rstrip(_QUOTES)[-1:] in _ENDS or not after or after in _ENDS):
            return True
        place = source.find(text, place + 1)
    return False
