"""Figures and names of a deal in words: the bound as the catalogue says it, what is not of the whole deal marked so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from summarizers.base import DealFacts, Passage, Proved
from summarizers.chunking import READ_CHARS, sentences
from summarizers.composing_clauses import denied, fair, left, parts, put_aside, says_stage
from summarizers.reading import find_money, find_numbers
from summarizers.wording import Wording

_LEAD, _OPENING, _EARLY = 3, 2, 12
STAGES_ASIDE = frozenset({"delayed", "cancelled"})
_LONGEST = 60
_QUOTED_WORDS = 6
LEAST_SUM = 100_000
"""A smaller sum is what a piece or an hour costs."""
_BOUGHT = re.compile(
    r"contract|tender|deal|order|talk|bid|agreement|approv|nod|offer|select|interest|requirement|request|need|pact|memorandum"
    r"|negotiat|competition|sale|purchase|billion|million|\Asign|\Apa(?:y|id)|\Aask|\Aopt|\Apush|\Await|\Alook"
)
# "a contract with the maker of Sweden", before "for".
_BOUGHT_FROM = re.compile(
    r"\b(?:contract|deal|order|agreement|pact|memorandum|talks|request|tender|offer)s?\s(?:with|from|to|by)\s[^,;]{1,70}\Z"
)
_MORE = re.compile(r"\d\+|\b(?:plus|or more|and more|or above|at least|up to|about)\b", re.IGNORECASE)
_PLURALS = frozenset({"aircraft", "content", "share", "work"})
_HYPHEN = re.compile(r"[-‐‑]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNT = re.compile(r"(?<![\w.,$€£₹-])\d{1,4}(?![\w.,%-])")
_BOUND = re.compile(r"(?:[a-z]+(?:\s|\Z)){1,3}")
# Words by which a figure tells itself what it is of.
_SCOPED = {
    "per_unit": re.compile(r"\b(?:each|apiece|per|a piece|unit|flyaway)\b", re.IGNORECASE),
    "per_year": re.compile(r"\b(?:a|per|every|each) (?:year|annum|month|week|day)\b|annual|yearly", re.IGNORECASE),
    "part": re.compile(
        r"\b(?:batch|lot|tranche|shipment|consignment|first|initial|of which|including)\b", re.IGNORECASE
    ),
    "option": re.compile(r"\boption", re.IGNORECASE),
}


def figure(proved: Proved, wording: Wording, *, english: bool = False) -> str:
    """Return a figure as it is shown in a sentence: "about US$6.5 billion", "6 more as an option".

    A count that an `english` text proves is shown in its words.
    """
    text = _bounded(_written(proved) if english else proved, wording)
    told = _SCOPED.get(proved.scope)
    return text if told is None or told.search(text) else wording.say(f"scope.{proved.scope}", figure=text)


def _written(proved: Proved) -> Proved:
    """Return a counted thing in the words of its text where these are few: "12 more kits" rather than "12 kits"."""
    quote = " ".join(proved.proofs[0].quote.split()) if proved.proofs and not proved.currency else ""
    short = proved.amount is not None and 1 < len(quote.split()) <= _QUOTED_WORDS and proved.text.split()[0] in quote
    return replace(proved, text=quote) if short else proved


def _bounded(proved: Proved, wording: Wording) -> str:
    """Return the figure with the catalogue's word for its bound in place of the text's own in front."""
    if not proved.bound or proved.lower is not None:
        return proved.text
    starts = [found.start for found in (*find_money(proved.text), *find_numbers(proved.text))]
    start = min(starts, default=0)
    if not start or not _BOUND.fullmatch(proved.text[:start].lower()):
        return proved.text
    figure = proved.text[start:]
    return figure if _MORE.search(figure) else wording.say(f"bound.{proved.bound}", figure=figure)


class Near:
    """Where in the passages something stands: in a title, in a lead, in the clause that proves the stage.

    What is told there of rivals, of the past, of what is replaced or denied is as good as not there (`fair`).
    """

    def __init__(self, passages: Sequence[Passage], facts: DealFacts) -> None:
        """Read titles and first sentences once."""
        self._stage = facts.stage
        self._quotes = [(proof.passage, _plain(proof.quote)) for proof in facts.stage_proofs]
        self._headings = [_plain(passage.title) for passage in passages]
        self._whole = [" ".join(passage.text[:READ_CHARS].split()) for passage in passages]
        self._titles: list[str] = []
        self._leads: list[str] = []
        self._early: list[str] = []
        self._staged: list[str] = []
        self._clauses: list[str] = []
        self._proving: dict[str, int] = {}
        self.telling: list[str] = []
        for passage in passages:
            for place, sentence in enumerate((passage.title, *_first(passage.text))):
                self._read(passage.id, place, " ".join(sentence.split()))

    def _read(self, passage: str, place: int, sentence: str) -> None:
        told = fair(sentence)
        quotes = [quote for name, quote in self._quotes if name == passage and quote in _plain(sentence)]
        proving = [kept for part in parts(sentence) if (kept := self._proves(part, quotes))] if quotes else []
        if place == 1 and self._proving.get(passage) == 0:
            proving += [kept for part in parts(sentence) if (kept := self._proves(part, ())) and kept not in proving]
        if proving:
            self._clauses += proving
            self._staged.append(_plain(told))
            self._proving.setdefault(passage, place)
        elif place <= _LEAD:
            self._leads.append(_plain(told))
        elif place <= _EARLY:
            self._early.append(_plain(told))
        if not place:
            self._titles.append(_plain(told))
        if not place or (proving and place <= _LEAD):
            self.telling.append(told)

    def _proves(self, part: str, quotes: Sequence[str]) -> str:
        """Return what a clause tells of the deal where it proves the stage; "" where it denies or another lost.

        Without `quotes` it need only have a word of the stage: the first sentence says again what the title proves.
        """
        kept = _plain(fair(part))
        if not (any(quote in kept for quote in quotes) if quotes else says_stage(self._stage, kept)):
            return ""
        aside = denied(part) or left(part) if self._stage in STAGES_ASIDE else put_aside(fair(part)) or denied(part)
        return "" if aside else kept

    @property
    def contradicted(self) -> bool:
        """Tell whether a title denies or gives up what the stage tells, or denies what it gives up."""
        against = denied if self._stage in STAGES_ASIDE else put_aside
        return any(against(title) for title in self._headings)

    @property
    def headed(self) -> bool:
        """Tell whether a title has a word of the stage."""
        return any(says_stage(self._stage, title) for title in self._headings)

    @property
    def stage_titled(self) -> bool:
        """Tell whether a title proves the stage, or two passages do."""
        return 0 in self._proving.values() or len(self._proving) > 1

    @property
    def stage_led(self) -> bool:
        """Tell whether a title or a lead proves the stage."""
        return any(place <= _LEAD for place in self._proving.values())

    @property
    def stage_opens(self) -> bool:
        """Tell whether a title or one of the first two sentences proves the stage."""
        return any(place <= _OPENING for place in self._proving.values())

    def titled(self, proved: Proved) -> bool:
        """Tell whether a title holds the words that prove it."""
        return _any(proved, self._titles)

    def led(self, proved: Proved) -> bool:
        """Tell whether a title, a lead or the sentence of the stage holds them."""
        return self.titled(proved) or self.staged(proved) or _any(proved, self._leads)

    def early(self, proved: Proved) -> bool:
        """Tell whether one of the first twelve sentences holds them."""
        return self.led(proved) or _any(proved, self._early)

    def staged(self, proved: Proved) -> bool:
        """Tell whether the sentence that proves the stage holds them."""
        return _any(proved, self._staged)

    def stage_of(self, proved: Proved) -> bool:
        """Tell whether the clause that proves the stage holds them: the stage is said of it."""
        return _any(proved, self._clauses)

    def beyond(self, proved: Proved) -> bool:
        """Tell whether what is dealt in is only meant for it: "sensors for the K2", but not "a contract for the K2"."""
        return any(
            _BOUGHT.search(found[1]) is None and _BOUGHT_FROM.search(part[: found.end(1)]) is None
            for form in _forms(proved)
            for part in (*self._titles, *self._clauses)
            for found in re.finditer(
                rf"(\S+)\s(?:for|aboard|onto|powering)\s(?:[^\s,;]+\s){{0,4}}{re.escape(form)}", part
            )
        )

    def beside(self, one: Proved, others: Iterable[Proved]) -> bool:
        """Tell whether a title, lead or sentence of the stage holds the words of `one` and of any of `others`."""
        texts = [text for text in (*self._titles, *self._staged, *self._leads) if _any(one, [text])]
        return any(_any(other, texts) for other in others)

    def coordinated(self, one: Proved, other: Proved) -> bool:
        """Tell whether a clause of the stage names two as two: "A and B"; "A B" may be one."""
        joint = r"(?:,| and| &| or| with)(?: the| \d+| \w+)? "
        pairs = [(a, b) for a in _forms(one) for b in _forms(other)]
        return any(
            re.search(rf"{re.escape(first)}{joint}{re.escape(last)}", clause)
            for a, b in pairs
            for first, last in ((a, b), (b, a))
            for clause in self._clauses
        )

    def torn(self, proved: Proved) -> bool:
        """Tell whether the words that prove it end inside a word: "80 satellite" of "80 satellite-guided bombs"."""
        forms = [" ".join(proof.quote.split()) for proof in proved.proofs]
        return any(re.search(rf"{re.escape(form)}[-‐‑][^\W\d]", text) for form in forms for text in self._whole)

    def miscounted(self, proved: Proved) -> bool:
        """Tell whether a title counts something, but not this many."""
        counts = [float(found) for title in self._headings for found in _COUNT.findall(title)]
        return bool(counts) and proved.amount not in counts and proved.lower not in counts


def matter(facts: DealFacts, near: Near) -> tuple[Proved, ...]:
    """Return what the deal is about: a quantity of the whole deal or designations; () for neither.

    The clause that proves the stage must name it: what stands elsewhere may be of something else.
    """
    whole = [one for one in facts.quantities if not one.scope and reads(one, facts) and not near.torn(one)]
    told = [one for one in whole if near.stage_of(one) and not near.beyond(one)]
    counted = next((one for one in told if not near.miscounted(one)), None)
    named = [one for one in facts.designations if near.stage_of(one) and not near.beyond(one)][:2]
    if counted and (not named or _holds(counted, named) or near.titled(counted)):
        return (counted,)
    return tuple(named if len(named) == 2 and near.coordinated(*named) else named[:1])


def reads(one: Proved, facts: DealFacts) -> bool:
    """Tell whether a figure reads as one alone: a sum, a share, or a count that ends with a plural or a designation."""
    if one.currency or len(one.text) > _LONGEST:
        return len(one.text) <= _LONGEST
    last = one.text.split()[-1].casefold()
    if last.endswith("s") or last in _PLURALS or any(map(str.isdigit, last)) or "%" in one.text:
        return True
    return any(last in form.split() for known in facts.designations for form in _forms(known))


def worth(facts: DealFacts, near: Near, about: Sequence[Proved]) -> Proved | None:
    """Return the value of the whole deal: what a title tells, or a lead in the sentence that names what is dealt in."""
    whole = [
        one for one in facts.values if not one.scope and (one.amount or 0) >= LEAST_SUM and len(one.text) <= _LONGEST
    ]
    return next((one for one in whole if near.titled(one) or near.beside(one, about)), None)


def passages_of(facts: Iterable[Proved]) -> tuple[str, ...]:
    """Return the passages that prove `facts`, each once."""
    return tuple(dict.fromkeys(proof.passage for one in facts for proof in one.proofs))


def counted_in(text: str, proved: Proved) -> bool:
    """Tell whether `text` has the first number of a figure, whatever it counts it of: "26 units" tells "26 Rafale"."""
    number = _NUMBER.search(proved.text)
    return bool(number and re.search(rf"(?<![\w.,]){re.escape(number[0])}(?![\w%]|[.,]\d)", text))


def holds(text: str, proved: Proved) -> bool:
    """Tell whether `text` has the words of a fact, or those that prove it, as whole words."""
    plain = _HYPHEN.sub(" ", _plain(text))
    forms = (_HYPHEN.sub(" ", form) for form in _forms(proved))
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", plain) for form in forms)


def _holds(counted: Proved, titled: Sequence[Proved]) -> bool:
    return any(form in counted.text.casefold() for one in titled for form in _forms(one))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _any(proved: Proved, texts: Iterable[str]) -> bool:
    forms = _forms(proved)
    return any(form in text for text in texts for form in forms)


def _forms(proved: Proved) -> tuple[str, ...]:
    forms = (proved.text, *(proof.quote for proof in proved.proofs))
    return tuple(dict.fromkeys(plain for form in forms if (plain := " ".join(form.split()).casefold())))


def _first(text: str, *, most: int = 40) -> Iterable[str]:
    for place, sentence in enumerate(sentences(text)):
        if place == most:
            return
        yield sentence
