"""A sentence, of a summary or a source, read for all the gate asks; each reading is made when first asked for."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from summarizers.gate.dates import Day, days_of
from summarizers.gate.doubts import governing, is_deed
from summarizers.gate.figures import Figure, counts, figures_of, sums_of
from summarizers.gate.names import Party, designations_of, homes, parties_of
from summarizers.gate.stage_cues import Stage, stages_of
from summarizers.gate.suspects import Suspect, suspects_of
from summarizers.gate.words import EMPTY, Word, folded, words_in
from summarizers.reading import (
    Gazetteer,
    Money,
    NameHit,
    Span,
    clauses,
    find_proper_names,
    modals,
    negations,
    split_sentences,
)
from summarizers.reading.abbreviations import word_set

_DENYING = word_set(
    """
    t not never neither nor none nobody nothing without no cannot denied denies deny denying refuse refuses
    refused refusing refusal reject rejects rejected rejecting rule rules ruled ruling fail fails failed failing
    decline declines declined declining stopped far instead rather lack lacks lacked lacking unable unlikely yet
    hardly scarcely walk walks walked walking back backs backed backing pull pulls pulled pulling
    """
)


# No sentence is longer; what comes without a stop is read in pieces, or not at all where a summary tells it.
LONGEST = 2000
# What a list of names and figures opens with beside names.
_LISTING = word_set("also mentioned sources differ value number share")


class Line:
    """A sentence and what it says."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        """Keep the sentence; nothing is read yet."""
        self.text = text
        self._gazetteer = gazetteer

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order."""
        return words_in(self.folded)

    @cached_property
    def folded(self) -> str:
        """Its text in lower case without accents."""
        return folded(self.text)

    @cached_property
    def plain(self) -> frozenset[str]:
        """Its words, in lower case without accents."""
        return frozenset(word.plain for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the words that say something."""
        return frozenset(word.stem for word in self.words if word.plain not in EMPTY)

    @cached_property
    def marks(self) -> frozenset[str]:
        """What places it: its stems without figures, and the countries it names, in whatever form, as their codes."""
        named = [(hit.start, hit.end) for hit in self.hits if homes(hit)]
        kept = [
            word
            for word in self.words
            if word.plain not in EMPTY and (word.plain.isalpha() or not any(map(str.isdigit, word.plain)))
        ]
        if not named:
            return frozenset(word.stem for word in kept)
        plain = {word.stem for word in kept if not any(start <= word.start < end for start, end in named)}
        return frozenset(plain | {f"@{country}" for country in self.countries})

    @cached_property
    def doubts(self) -> Mapping[str, str]:
        """The stems of words that are left open wherever they stand in it, with the words that do so."""
        left: dict[str, str] = {}
        for number, word in enumerate(self.words if self.modals else ()):
            said = governing(self.text, self.words, self.modals, number)
            if said and word.plain not in EMPTY and is_deed(self.words, self.modals, number):
                left.setdefault(word.stem, said)
        return {stem: said for stem, said in left.items() if stem not in self.facts}

    @cached_property
    def facts(self) -> frozenset[str]:
        """The stems of words that are not left open somewhere in it."""
        if not self.modals:
            return frozenset(word.stem for word in self.words)
        return frozenset(
            word.stem
            for number, word in enumerate(self.words)
            if not governing(self.text, self.words, self.modals, number)
        )

    @cached_property
    def lists(self) -> bool:
        """Whether it lists names and figures behind a head of names alone ("Poland and Chile: 12 K2") and tells no act.

        Nothing in it can be denied, and what it lists need not stand in one place.
        """
        head = self.text.find(": ")
        if head < 0 or self.negations:
            return False
        named = [span for span in self.names if span.start < head]
        opening = [word for word in self.words if word.start < head]
        return all(
            word.plain in EMPTY
            or word.plain in _LISTING
            or any(name.start <= word.start and word.end <= name.end for name in named)
            for word in opening
        )

    @cached_property
    def _counts(self) -> bool:
        return counts(self.text, self.plain)

    @cached_property
    def sums(self) -> tuple[Money, ...]:
        """Its sums of money."""
        return sums_of(self.text) if self._counts else ()

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers that are no sums."""
        return figures_of(self.text, self.words, self.sums) if self._counts else ()

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Its dates that name a month."""
        return days_of(self.text, self.plain)

    @cached_property
    def hits(self) -> tuple[NameHit, ...]:
        """The names of the gazetteer in it."""
        return self._gazetteer.find(self.text)

    @cached_property
    def names(self) -> tuple[Span, ...]:
        """Its names by their capitals."""
        return find_proper_names(self.text)

    @cached_property
    def designations(self) -> tuple[tuple[int, int, str], ...]:
        """Its designations: start, end, plain form."""
        return tuple(designations_of(self.text))

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries it names, and those of the organisations it names."""
        return frozenset(home for hit in self.hits for home in homes(hit))

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Who is named in it, in order."""
        found = parties_of(self.text, self.hits, self.names, self.designations)
        return tuple(sorted(found, key=lambda party: party.start))

    @cached_property
    def party_keys(self) -> frozenset[str]:
        """Every key of who is named in it."""
        return frozenset[str]().union(*(party.keys for party in self.parties))

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Its words for how far a matter has got."""
        return stages_of(self.text, self.stems, self.folded)

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """What in it may be made up."""
        return tuple(suspects_of(self))

    @cached_property
    def designated(self) -> frozenset[str]:
        """The plain forms of its designations."""
        return frozenset(plain for _, _, plain in self.designations)

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """Its clauses."""
        return clauses(self.text)

    @cached_property
    def negations(self) -> tuple[Span, ...]:
        """The words that deny."""
        return () if self.plain.isdisjoint(_DENYING) else negations(self.text)

    @cached_property
    def modals(self) -> tuple[Span, ...]:
        """The words that leave open whether it is so."""
        return modals(self.text)


def lines_of(text: str, gazetteer: Gazetteer) -> Iterator[Line]:
    """Yield the sentences of a text; one beyond LONGEST characters in pieces, cut between words where it has any."""
    for sentence in split_sentences(text):
        start = sentence.start
        while sentence.end - start > LONGEST:
            cut = text.rfind(" ", start + 1, start + LONGEST)
            end = cut if cut > start else start + LONGEST
            yield Line(text[start:end], gazetteer)
            start = end
        yield Line(text[start : sentence.end], gazetteer)
