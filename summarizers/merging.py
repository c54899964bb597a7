"""What becomes of a written summary: sentences that hold stay, those that fail are asked for once more, then quoted.

A backend either hands `checked` a way to ask again, or takes the three steps itself to ask for many summaries' failed
sentences together: `judged`, its own asking, `settled`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from summarizers.base import GateCount, Sentence, Summary, SummaryRequest
from summarizers.bearing import Bearing
from summarizers.choice import MOST_SENTENCES, content
from summarizers.defusing_answers import unfit
from summarizers.errors import BackendError
from summarizers.nearest import near_sentences, stand_ins
from summarizers.quoting import leans
from summarizers.reading import Gazetteer, count_words, split_sentences
from summarizers.tidying import ended, tidied

_SHOWN = 80  # characters of a refused sentence kept in the note
_CHARS = 1_200  # of a sentence: nothing of sixty words is longer
_LONG, _LEANS = "over", "it leans on a sentence that is not told"
_NOTES = 6  # a model that runs in circles would fill the receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a model wrote, or the problem it had.

    `passing` where it could not be asked just now; `cut` where its answer was ended by a limit on its length.
    """

    backend: str
    text: str
    problem: str = ""
    passing: bool = False
    cut: bool = False

    def replaced_by(self, quoted: Summary, *, gate: GateCount | None = None) -> Summary:
        """Return the quoted summary, with the problem on record; `gate` counts where sentences were written."""
        note = f"{self.backend}: {self.problem}"
        return replace(quoted, fallbacks=(note, *quoted.fallbacks), passing=self.passing, gate=gate or quoted.gate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A written sentence the gate refuses, its reasons, and the passages' sentences nearest to it, in their order."""

    text: str
    reasons: tuple[str, ...]
    near: tuple[str, ...]


Again = Callable[[Failed], str]
"""Asks a model to write a failed sentence anew; returns its answer or raises BackendError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A sentence as written: cited where it `holds`, else the `reasons` why not; `long` where it alone is too long."""

    text: str
    holds: Sentence | None = None
    reasons: tuple[str, ...] = ()
    long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer held against its request: a verdict per sentence that has room, notes on what was left out."""

    written: Written
    request: SummaryRequest
    bearing: Bearing
    verdicts: tuple[Verdict, ...]
    failed: tuple[Failed, ...]
    notes: tuple[str, ...]


def checked(
    written: Written,
    *,
    request: SummaryRequest,
    quoted: Summary,
    gazetteer: Gazetteer | None = None,
    again: Again | None = None,
) -> Summary:
    """Return what holds of `written` within the budget; what fails is asked for `again` once, then quoted.

    A sentence cites the passages that alone bear it, or the fewest found that bear it together. The headline is that
    of `quoted`, and so is everything where no written sentence holds. `again` may raise BackendError: the sentence is
    then quoted. The summary's `gate` counts.
    """
    found = judged(written, request=request, gazetteer=gazetteer)
    answers = [_answer(again, failed) for failed in found.failed] if again else None
    return settled(found, answers, quoted=quoted)


def judged(written: Written, *, request: SummaryRequest, gazetteer: Gazetteer | None = None) -> Judged:
    """Hold each sentence of `written` against the passages of `request`."""
    bearing = Bearing(request.passages, gazetteer=gazetteer)
    verdicts: list[Verdict] = []
    notes: list[str] = []
    follows = False  # whether the sentence written before this one is among the verdicts
    for text in _sentences(written):
        misfit = _misfit(text, [verdict.text for verdict in verdicts if not verdict.long], budget=request.budget)
        before, follows = follows, not misfit
        if misfit.startswith(_LONG) and not verdicts:
            verdicts.append(Verdict(text=text, reasons=(misfit,), long=True))
        elif misfit:
            notes.append(f"{written.backend}: left out “{_short(text)}”: {misfit}")
        else:
            reasons = bearing.reasons(text, kept=[verdict.holds for verdict in verdicts if verdict.holds])
            reasons += (_LEANS,) if leans(text) and not before else ()
            verdicts.append(Verdict(text=text, holds=None if reasons else bearing.cited(text), reasons=reasons))
    failed = tuple(
        Failed(text=verdict.text, reasons=verdict.reasons, near=near_sentences(verdict.text, bearing.told))
        for verdict in verdicts
        if verdict.reasons
    )
    return Judged(
        written=written,
        request=request,
        bearing=bearing,
        verdicts=tuple(verdicts),
        failed=failed,
        notes=tuple(dict.fromkeys(notes))[:_NOTES],
    )


def settled(found: Judged, answers: Sequence[str] | None, *, quoted: Summary) -> Summary:
    """Return the summary: what holds, what was written anew and holds, and quoted sentences for the rest.

    `answers` are those to `found.failed`, in order, "" where there was none; None where nobody was asked.
    """
    asked = len(found.failed) if answers is not None else 0
    if not found.verdicts:
        return _nothing(found, _why_empty(found), quoted)
    draft = _Draft(found, quoted=quoted)
    for place, answer in zip(draft.open, answers, strict=True) if answers is not None else ():
        draft.rewrite(place, answer)
    draft.let_go()
    if not any(draft.slots):
        gate = GateCount(checked=len(found.verdicts), regenerated=asked, replaced=len(draft.open))
        for place in draft.open:
            draft.note(place)
        return _nothing(found, "; ".join(["no sentence of the answer holds", *draft.notes]), quoted, gate=gate)
    replaced = sum(draft.replace(place) for place in draft.open)
    return Summary(
        headline=quoted.headline,
        sentences=tuple(slot for slot in draft.slots if slot),
        backend=found.written.backend,
        fallbacks=tuple(draft.notes),
        gate=GateCount(checked=len(found.verdicts), regenerated=asked, replaced=replaced),
    )


class _Draft:
    """A summary in the making: a slot per verdict, filled with what holds, or open."""

    def __init__(self, found: Judged, *, quoted: Summary) -> None:
        self._found, self._request, self._bearing, self._quoted = found, found.request, found.bearing, quoted
        self.notes = list(found.notes)
        self.slots = [verdict.holds for verdict in found.verdicts]

    @property
    def open(self) -> tuple[int, ...]:
        """The places of sentences that fail."""
        return tuple(place for place, slot in enumerate(self.slots) if slot is None)

    @property
    def _kept(self) -> list[Sentence]:
        return [slot for slot in self.slots if slot]

    def rewrite(self, place: int, answer: str) -> None:
        """Fill the slot with the first sentence of `answer` that holds and fits, if there is one."""
        for text in _sentences(Written(backend=self._found.written.backend, text=answer)):
            if not leans(text) and not self._misfit(text) and not self._bearing.reasons(text, kept=self._kept):
                self.slots[place] = self._bearing.cited(text)
                return

    def let_go(self) -> None:
        """Empty the slots of sentences that lean on one that is not told."""
        for place, slot in enumerate(self.slots):
            if slot and leans(slot.text) and (place == 0 or self.slots[place - 1] is None):
                self.slots[place] = None

    def replace(self, place: int) -> bool:
        """Fill the slot with the nearest quoted sentence that is not told yet and fits; tell whether there is one."""
        self.note(place)
        candidates = stand_ins(self._found.verdicts[place].text, self._quoted, self._request.passages)
        self.slots[place] = next((candidate for candidate in candidates if self._fits(candidate)), None)
        return self.slots[place] is not None

    def note(self, place: int) -> None:
        """Put on record why a sentence was dropped."""
        verdict = self._found.verdicts[place]
        why = ", ".join(verdict.reasons or (_LEANS,))
        self.notes.append(f"{self._found.written.backend}: dropped “{_short(verdict.text)}”: {why}")

    def _fits(self, candidate: Sentence) -> bool:
        told = frozenset[str]().union(*(content(slot.text) for slot in self._kept))
        new = content(candidate.text)
        if self._misfit(candidate.text) or len(new & told) > len(new) / 2:
            return False
        return not candidate.verbatim or not self._bearing.copied(candidate.text, self._kept)

    def _misfit(self, text: str) -> str:
        return _misfit(text, [slot.text for slot in self._kept], budget=self._request.budget)


def _answer(again: Again, failed: Failed) -> str:
    try:
        return again(failed)
    except BackendError:
        return ""


def _nothing(found: Judged, problem: str, quoted: Summary, *, gate: GateCount | None = None) -> Summary:
    return Written(backend=found.written.backend, text="", problem=problem).replaced_by(quoted, gate=gate)


def _why_empty(found: Judged) -> str:
    if found.notes:
        return "; ".join(["no sentence of the answer can be told", *found.notes])
    if found.written.cut and found.written.text.strip():
        return "the answer was cut off before its first sentence ended"
    return "the answer is empty"


def _sentences(written: Written) -> list[str]:
    """Return the sentences written; a last one that a limit cut short goes, one that only lacks its full stop stays."""
    text = tidied(written.text)
    found = [" ".join(span.of(text).split()) for span in split_sentences(text)]
    found = [sentence for sentence in found if sentence]
    if found and not ended(found[-1]):
        found = found[:-1] if written.cut else [*found[:-1], f"{found[-1].rstrip(' ,;:–-')}."]
    return found


def _misfit(text: str, kept: Sequence[str], *, budget: int) -> str:
    if len(text) > _CHARS:
        return f"longer than {_CHARS} characters"
    new = content(text)
    if not new:
        return "it says nothing"
    if any(new <= content(other) for other in kept):
        return "it is told already"
    if len(kept) >= MOST_SENTENCES:
        return f"more than {MOST_SENTENCES} sentences"
    if sum(map(count_words, kept)) + count_words(text) > budget:
        return f"{_LONG} {budget} words"
    return ""


def _short(sentence: str) -> str:
    if unfit(sentence[:_CHARS]):  # what was refused for an address or a call is not handed on in a note
        return "…"
    return sentence if len(sentence) <= _SHOWN else sentence[: _SHOWN - 1] + "…"
