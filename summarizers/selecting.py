"""Which sentences of the passages are quoted, whole or trimmed, within a budget and beside what is told already."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from summarizers.base import DealFacts, Encoder, Passage, Sentence
from summarizers.choice import Form, Likeness, Limits, Weights, appraise, choose
from summarizers.chunking import READ_CHARS
from summarizers.grounding import check
from summarizers.quoting import Quotable, quotables
from summarizers.reading import count_words
from summarizers.salience import Learned, Likely, learned, likely
from summarizers.salience_words import content
from summarizers.selecting_deal import Deal
from summarizers.trimming import spread, trimmed
from summarizers.trimming_facts import told as facts_told

_PER_PASSAGE = 16
_POOL = 16
_FORMS = 4
_OWING = 2
_TRIES = 3
_SAME_WORDS, _SAME_VECTOR = 0.8, 0.95
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
Focus = Sequence[str | tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is chosen from: every quotable sentence, those short-listed, their forms, what is known of their words."""

    every: Sequence[Quotable]
    pool: Sequence[Quotable]
    forms: Sequence[Form]
    known: Likely
    deal: Deal | None = None


class Selector:
    """Chooses one to three sentences by what is learned of news; works without an encoder, by words alone.

    An encoder is asked only where several passages tell one story, to find out which of them say the same.
    """

    def __init__(self, encoder: Encoder | None, *, weights: Weights | None = None, head: Learned | None = None) -> None:
        """Judge likeness by `encoder`, on at most 16 sentences of a request; `head` is by default the one shipped."""
        self._encoder, self._weights, self._head = encoder, weights or Weights(), head

    def select(
        self,
        passages: Sequence[Passage],
        *,
        focus: Focus,
        budget: int,
        told: Sequence[str] = (),
        shown: Sequence[str] = (),
        facts: DealFacts | None = None,
    ) -> tuple[tuple[Sentence, ...], str]:
        """Return quoted sentences of at most `budget` words in all; none, and why, where none fits.

        What the texts `told` name already is not asked for again. A sentence may stand trimmed, or open with a name in
        square brackets for the pronoun it opens with. It loses no fact that neither another sentence nor `shown`, the
        headline, tells; without `shown` the title of a sole passage is taken for it.
        Where `facts` of a deal are known, the sentence that proves its stage leads, and none is quoted for filling; of
        several passages, the one it stands in is quoted first.
        """
        focus = [wish for wish in focus if not any(_names(text, wish) for text in told)]
        limits = Limits(budget=budget, quotes={p.id: p.quote_chars for p in passages})
        head = self._head or learned()
        titles = [passage.title for passage in passages]
        beside = (*told, *(shown or titles[: len(titles) == 1]))
        deal = Deal(facts, shown=beside) if facts is not None and _english(passages) else None
        material = prepared(passages, focus=focus, limits=limits, head=head, told=facts_told(beside), deal=deal)
        forms = list(material.forms)
        likeness = self._likeness(material.pool) if len(passages) > 1 else None
        chosen = self._chosen(forms, material, focus=focus, limits=limits, head=head, likeness=likeness)
        for _ in range(_TRIES):
            refused = [forms[place] for place in chosen if not _holds(forms[place], material, passages)]
            if not refused:
                break
            forms = [form for form in forms if form not in refused]
            chosen = self._chosen(forms, material, focus=focus, limits=limits, head=head, likeness=likeness)
        else:
            forms = [form for form in forms if not form.cut and not form.resolved]
            chosen = self._chosen(forms, material, focus=focus, limits=limits, head=head, likeness=likeness)
        quoted = tuple(
            Sentence(text=forms[place].text, sources=_sources(forms[place], material, likeness), verbatim=True)
            for place in _led(chosen, forms, material)
        )
        return quoted, "" if quoted else _why_none(material, limits)

    def _chosen(
        self,
        forms: Sequence[Form],
        material: Material,
        *,
        focus: Focus,
        limits: Limits,
        head: Learned,
        likeness: Likeness | None,
    ) -> tuple[int, ...]:
        if not forms:
            return ()
        worth = appraise(
            forms,
            material.pool,
            known=material.known,
            focus=focus,
            weights=self._weights,
            head=head,
            deal=material.deal,
        )
        return choose(forms, material.pool, worth, likeness=likeness, limits=limits, weights=self._weights)

    def _likeness(self, pool: Sequence[Quotable]) -> Likeness | None:
        if self._encoder is None or not pool:
            return None
        vectors = self._encoder.encode([quotable.text for quotable in pool])
        return Likeness(between=vectors @ vectors.T)


def prepared(
    passages: Sequence[Passage],
    *,
    focus: Focus,
    limits: Limits,
    head: Learned,
    told: frozenset[str] = frozenset(),
    deal: Deal | None = None,
) -> Material:
    """Return what may be chosen from `passages` within `limits`, the facts `told` being told elsewhere.

    Of a `deal` no sentence is taken that tells nothing of one; where little may be quoted it tells more than a name.
    """
    found = [quotables(passage, limit=_PER_PASSAGE) for passage in passages]
    every = [quotable for one in found for quotable in one]
    pool = [quotable for quotable in _without_twins(every) if deal is None or not deal.idle(quotable.text)]
    forms = {(one.passage, one.place): _forms(one, limits, told, deal) for one in pool}
    pool = [one for one in pool if forms[one.passage, one.place]]
    known = likely(passages, [[quotable.text for quotable in one] for one in found], head)
    pool = _shortlist(pool, known.chance, focus, deal)
    kept = [replace(form, of=place) for place, one in enumerate(pool) for form in forms[one.passage, one.place]]
    return Material(every=every, pool=pool, forms=kept, known=known, deal=deal)


def _led(chosen: Sequence[int], forms: Sequence[Form], material: Material) -> list[int]:
    """Return `chosen` with the sentences of the passage first whose sentence leads, else in their order."""
    lead = material.deal.leading(material.pool) if material.deal is not None else None
    first = material.pool[lead].passage if lead is not None else ""
    return sorted(chosen, key=lambda place: material.pool[forms[place].of].passage != first)


def _english(passages: Sequence[Passage]) -> bool:
    """Tell whether all may be read for what they tell of a deal: its words are known in English only."""
    return all(passage.language == "en" for passage in passages)


def _holds(form: Form, material: Material, passages: Sequence[Passage]) -> bool:
    """Hold a form that is not the sentence as it stands against its whole passage, as the gate does."""
    if not (form.cut or form.resolved):
        return True
    source = next(passage for passage in passages if passage.id == material.pool[form.of].passage)
    return not check([f"{source.title}\n\n{source.text[:READ_CHARS]}"], form.text).flags


def _forms(quotable: Quotable, limits: Limits, told: frozenset[str], deal: Deal | None) -> list[Form]:
    """Return the ways a sentence may stand within `limits`: first those that lose nothing, the facts `told` apart."""

    def fits(text: str) -> bool:
        allowed = limits.quotes[quotable.passage]
        return limits.hold(quotable.passage, text) and (deal is None or deal.telling(text, allowed))

    found: list[Form] = []
    for text, leans in ((quotable.text, quotable.leans), (quotable.resolved, False)):
        if not text:
            continue
        resolved = text != quotable.text
        short = [form for form in trimmed(text) if fits(form.text)]
        lost = {form.text: form.lost - told for form in short}
        safe = spread([form.text for form in short if not lost[form.text]], most=_FORMS)
        owing = spread([form.text for form in short if lost[form.text]], most=_OWING)
        whole = [text] if fits(text) else []
        found += [
            Form(
                text=form,
                of=0,
                words=count_words(form),
                leans=leans,
                cut=form != text,
                resolved=resolved,
                lost=lost.get(form, frozenset()),
            )
            for form in (*whole, *safe, *owing)
        ]
    return found


def _shortlist(
    pool: Sequence[Quotable], chance: Mapping[str, float], focus: Focus, deal: Deal | None
) -> list[Quotable]:
    """Return the at most 16 sentences of `pool` with most to tell, in order."""
    if len(pool) <= _POOL:
        return list(pool)

    def value(place: int) -> float:
        asked = sum(_names(pool[place].text, wish) for wish in focus)
        return asked + sum(sorted(chance.get(word, 0.0) for word in content(pool[place].text))) / 10

    first = None if deal is None else deal.leading(pool)
    best = sorted(range(len(pool)), key=lambda place: (place != first, -value(place), place))[:_POOL]
    return [pool[place] for place in sorted(best)]


def _names(text: str, wish: str | tuple[str, ...]) -> bool:
    forms = (wish,) if isinstance(wish, str) else wish
    return any(form.strip() and form.strip().casefold() in text.casefold() for form in forms)


def alike(a: str, b: str) -> bool:
    """Tell whether two sentences say the same in nearly the same words, with the same figures."""
    return _twins(_told(a), _told(b))


def _told(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return content(text), _figures(text)


def _twins(a: tuple[frozenset[str], frozenset[str]], b: tuple[frozenset[str], frozenset[str]]) -> bool:
    (ours, our_figures), (theirs, their_figures) = a, b
    if our_figures != their_figures:
        return False
    return bool(ours and theirs) and len(ours & theirs) >= _SAME_WORDS * len(ours | theirs)


def _without_twins(every: Sequence[Quotable]) -> list[Quotable]:
    kept: list[Quotable] = []
    known: list[tuple[frozenset[str], frozenset[str]]] = []
    for quotable in every:
        told = _told(quotable.text)
        if not any(_twins(told, other) for other in known):
            kept.append(quotable)
            known.append(told)
    return kept


def _sources(form: Form, material: Material, likeness: Likeness | None) -> tuple[str, ...]:
    """Return the passage quoted, then those that say nearly the same."""
    pool, every, chosen = material.pool, material.every, material.pool[form.of]
    also = [q.passage for q in every if alike(q.text, chosen.text)]
    if likeness is not None:
        near = np.flatnonzero(likeness.between[form.of] >= _SAME_VECTOR)
        also += [pool[int(n)].passage for n in near if _figures(pool[int(n)].text) == _figures(chosen.text)]
    return tuple(dict.fromkeys([chosen.passage, *also]))


def _figures(text: str) -> frozenset[str]:
    return frozenset(_DIGITS.findall(text))


def _why_none(material: Material, limits: Limits) -> str:
    every = material.every
    if not every:
        return "the text holds no sentence fit to be quoted"
    if all(q.words > limits.budget for q in every):
        return f"no whole sentence fits {limits.budget} words"
    if not any(limits.hold(q.passage, q.text) for q in every):
        return "no whole sentence fits the budget and what may be quoted of its source"
    if material.deal is not None and not material.pool:
        return "no sentence that may be quoted tells a fact of the deal"
    return "no sentence stands without the one before it"
