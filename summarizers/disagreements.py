"""Figures on which sources differ, shown side by side with their outlets; never averaged, never chosen between.

Only what tells the same of the same deal differs: figures of one piece, a part, an option or a year are left alone, and
so are ranges that meet, roundings, and figures that one text tells both of. Sums in two currencies are shown as they
stand: no rate is known here.
"""

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from summarizers.base import DealFacts, Passage, Proved
from summarizers.chunking import READ_CHARS, sentences
from summarizers.composing import Line
from summarizers.composing_clauses import denied, put_aside, says_stage
from summarizers.composing_figures import figure, passages_of
from summarizers.wording import Wording

_MOST_FIGURES, _MOST_OUTLETS = 3, 2
_NEAR = 0.05
_EXACT_BELOW = 1000
_DENIABLE = frozenset(
    {"talks", "mou", "tender", "selected", "approved", "contract", "production", "delivery", "completed"}
)
_PART = re.compile(
    r"\b(?:first|initial|second|next) (?:batch|lot|tranche|phase|order)|\b(?:a|the) further\b|\badditional\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_][\w-]*")


def disagreements(facts: DealFacts, passages: Sequence[Passage], wording: Wording) -> tuple[Line, ...]:
    """Return a sentence on each field in which the passages differ: whether it is so, then value, quantity, share."""
    fields = {"values": facts.values, "quantities": facts.quantities, "shares": facts.shares}
    found = [_of_truth(facts, passages, wording)]
    for field, figures in fields.items():
        apart = differing(figures, passages, counted=field == "quantities")
        if apart:
            abroad = len({one.currency for one in apart}) > 1
            key, link = ("currencies", "beside") if abroad else (field, "against")
            joined = _told(apart[0], passages, wording)
            for further in apart[1:]:
                told = _told(further, passages, wording)
                joined = wording.say(f"disagreement.{link}", first=joined, last=told)
            text = wording.say(f"disagreement.{key}", figures=joined)
            found.append(Line(text=text, sources=_cited(apart, passages)))
    return tuple(line for line in found if line is not None)


def _of_truth(facts: DealFacts, passages: Sequence[Passage], wording: Wording) -> Line | None:
    """Return who tells what another's title denies; None where no title denies, or none else tells it."""
    titled = [passage for passage in passages if passage.language == "en" and passage.title.strip()]
    against = [passage for passage in titled if denied(passage.title) and passage.outlet]
    stated = {proof.passage for proof in facts.stage_proofs}
    told = [
        p for p in titled if p.id in stated and p.outlet and not put_aside(p.title) and says_stage(facts.stage, p.title)
    ]
    if facts.stage not in _DENIABLE or not against or not told or told[0].outlet == against[0].outlet:
        return None
    stage = wording.say(f"stage.{facts.stage}")
    text = wording.say("disagreement.stage", stage=stage, told=told[0].outlet, denied=against[0].outlet)
    return Line(text=text, sources=(told[0].id, against[0].id))


def differing(figures: Iterable[Proved], passages: Sequence[Passage], *, counted: bool = False) -> tuple[Proved, ...]:
    """Return the figures that contradict each other, told most often first; () where sources agree.

    `counted` are things: the same one must be counted.
    """
    order = {passage.id: place for place, passage in enumerate(passages)}
    told = [one for one in figures if not one.scope and one.amount is not None and set(passages_of([one])) & set(order)]
    told = _wholes([one for one in told if not _partial(one, passages)])
    told.sort(key=lambda one: (-len(_outlets(one, passages)), order[passages_of([one])[0]]))
    for first, other in itertools.combinations(told, 2):
        if _contradict(first, other, passages, counted=counted):
            more = [
                one
                for one in told
                if one not in (first, other)
                and all(_contradict(one, known, passages, counted=counted) for known in (first, other))
            ]
            return (first, other, *more[: _MOST_FIGURES - 2])
    return ()


def _partial(one: Proved, passages: Sequence[Passage]) -> bool:
    """Tell whether a figure is a first batch or what further ones come to: every sentence that has it says so."""
    told = [
        sentence
        for passage in passages
        for proof in one.proofs
        if proof.passage == passage.id
        for sentence in sentences(f"{passage.title}.\n\n{passage.text[:READ_CHARS]}")
        if " ".join(proof.quote.split()) in sentence
    ]
    return bool(told) and all(_PART.search(sentence) for sentence in told)


def _wholes(figures: Sequence[Proved]) -> list[Proved]:
    """Leave out figures two of which, told by one text, add up to a third: they are its parts."""
    amounts = {(one.currency, one.amount) for one in figures}
    parts = {
        id(one)
        for first, other in itertools.combinations(figures, 2)
        if first.currency == other.currency
        and not set(passages_of([first])).isdisjoint(passages_of([other]))
        and (first.currency, (first.amount or 0.0) + (other.amount or 0.0)) in amounts
        for one in (first, other)
    }
    return [one for one in figures if id(one) not in parts]


def _contradict(a: Proved, b: Proved, passages: Sequence[Passage], *, counted: bool) -> bool:
    if not set(passages_of([a])).isdisjoint(passages_of([b])):
        return False
    if not set(_outlets(a, passages)).isdisjoint(_outlets(b, passages)):
        return False
    if counted and not _same_thing(a.text, b.text):
        return False
    if a.currency != b.currency:
        return bool(a.currency and b.currency)
    return not _agree(a, b, exact=counted)


def _agree(a: Proved, b: Proved, *, exact: bool) -> bool:
    """Tell whether what two figures leave open meets, or one is the other rounded."""
    (low, high), (other_low, other_high) = _span(a), _span(b)
    if low <= other_high and other_low <= high:
        return True
    one, other = a.amount or 0.0, b.amount or 0.0
    if exact and max(one, other) < _EXACT_BELOW:
        return False
    if abs(one - other) > _NEAR * max(one, other):
        return False
    digits = min(_digits(one), _digits(other))
    return math.isclose(_rounded(one, digits), _rounded(other, digits), rel_tol=1e-9)


def _span(one: Proved) -> tuple[float, float]:
    amount = one.amount or 0.0
    if one.bound == "up_to":
        return 0.0, amount
    if one.bound == "at_least":
        return (amount if one.lower is None else one.lower), math.inf
    low = amount if one.lower is None else one.lower
    return (low * (1 - _NEAR), amount * (1 + _NEAR)) if one.bound == "about" else (low, amount)


def _digits(value: float) -> int:
    return len(f"{value:.10g}".replace(".", "").strip("0")) or 1


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _same_thing(a: str, b: str) -> bool:
    """Tell whether two counts are of the same: their designations meet, or, where one has none, their last words do."""
    ours, theirs = ([word.casefold() for word in _WORD.findall(text)][1:] for text in (a, b))
    named, others = ({w for w in words if any(map(str.isdigit, w))} for words in (ours, theirs))
    if named and others:
        return not named.isdisjoint(others)
    return bool(ours and theirs) and ours[-1].rstrip("s") == theirs[-1].rstrip("s")


def _told(one: Proved, passages: Sequence[Passage], wording: Wording) -> str:
    """Return a figure with the outlets that tell it, the first two by name."""
    names = [name for name in _outlets(one, passages).values() if name]
    unnamed = len(_outlets(one, passages)) - len(names)
    shown, more = names[:_MOST_OUTLETS], len(names[_MOST_OUTLETS:]) + unnamed
    if not shown:
        shown, more = [wording.say("disagreement.unnamed")], more - 1
    outlets = wording.listed(shown) if more <= 0 else wording.joined(shown)
    if more > 0:
        outlets = wording.count("disagreement.more", more, outlets=outlets)
    return wording.say("disagreement.figure", figure=figure(one, wording), outlets=outlets)


def _outlets(one: Proved, passages: Sequence[Passage]) -> Mapping[str, str]:
    """Return who tells a figure: outlets by folded name, texts of no known outlet by their own id."""
    proving = set(passages_of([one]))
    told = [passage for passage in passages if passage.id in proving]
    return {passage.outlet.casefold() or f"\0{passage.id}": passage.outlet for passage in told}


def _cited(figures: Sequence[Proved], passages: Sequence[Passage]) -> tuple[str, ...]:
    proving = set(passages_of(figures))
    return tuple(passage.id for passage in passages if passage.id in proving)
