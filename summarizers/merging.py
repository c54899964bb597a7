"""What becomes of a written summary: sentences that hold stay, those that fail are asked for once more, then quoted.

A backend either hands `checked` a way to ask again, or takes the three steps itself to ask for many summaries' failed
sentences together: `judged`, its own asking, `settled`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summarizers.base import GateCount, Passage, Sentence, Summary, SummaryRequest
from summarizers.choice import MOST_SENTENCES, content
from summarizers.chunking import READ_CHARS
from summarizers.errors import BackendError
from summarizers.grounding import check
from summarizers.nearest import near_sentences, overlap, stand_ins
from summarizers.reading import Gazetteer, count_words, split_sentences
from summarizers.tidying import ended, tidied

_SHOWN = 80  # characters of a refused sentence kept in the note
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

    def replaced_by(self, quoted: Summary, *, gate: GateCount = GateCount()) -> Summary:  # noqa: B008 (frozen)
        """Return the quoted summary, with the problem on record."""
        note = f"{self.backend}: {self.problem}"
        return Summary(
            headline=quoted.headline,
            sentences=quoted.sentences,
            backend=quoted.backend,
            fallbacks=(note, *quoted.fallbacks),
            passing=self.passing,
            gate=gate,
        )


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
    """A sentence as written, and why it fails; no `reasons` where it holds."""

    text: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer held against its request: a verdict per sentence that has room, notes on what was left out."""

    written: Written
    request: SummaryRequest
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
    return settled(found, answers, quoted=quoted, gazetteer=gazetteer)


def judged(written: Written, *, request: SummaryRequest, gazetteer: Gazetteer | None = None) -> Judged:
    """Hold each sentence of `written` against the passages of `request`."""
    verdicts: list[Verdict] = []
    notes: list[str] = []
    texts = _sentences(written)
    for text in texts:
        misfit = _misfit(text, [verdict.text for verdict in verdicts], budget=request.budget)
        if misfit:
            notes.append(f"{written.backend}: left out “{_short(text)}”: {misfit}")
        else:
            verdicts.append(Verdict(text=text, reasons=_reasons(text, request, gazetteer, before=verdicts)))
    failed = tuple(
        Failed(text=verdict.text, reasons=verdict.reasons, near=near_sentences(verdict.text, request.passages))
        for verdict in verdicts
        if verdict.reasons
    )
    return Judged(
        written=written,
        request=request,
        verdicts=tuple(verdicts),
        failed=failed,
        notes=tuple(dict.fromkeys(notes))[:_NOTES],
    )


def settled(
    found: Judged, answers: Sequence[str] | None, *, quoted: Summary, gazetteer: Gazetteer | None = None
) -> Summary:
    """Return the summary: what holds, what was written anew and holds, and quoted sentences for the rest.

    `answers` are those to `found.failed`, in order, "" where there was none; None where nobody was asked.
    """
    if not found.verdicts:
        return _nothing(found, "; ".join(["the answer is empty", *found.notes]), quoted)
    draft = _Draft(found, quoted=quoted, gazetteer=gazetteer)
    for place, answer in zip(draft.open, answers or (), strict=answers is not None):
        draft.rewrite(place, answer)
    count = GateCount(
        checked=len(found.verdicts), regenerated=len(found.failed) if answers is not None else 0, replaced=0
    )
    if not any(draft.slots):
        gate = GateCount(checked=count.checked, regenerated=count.regenerated, replaced=len(draft.open))
        return _nothing(found, "; ".join(["no sentence of the answer holds", *draft.notes]), quoted, gate=gate)
    replaced = sum(draft.replace(place) for place in draft.open)
    return Summary(
        headline=quoted.headline,
        sentences=tuple(slot for slot in draft.slots if slot),
        backend=found.written.backend,
        fallbacks=tuple(draft.notes),
        gate=GateCount(checked=count.checked, regenerated=count.regenerated, replaced=replaced),
    )


class _Draft:
    """A summary in the making: a slot per verdict, filled with what holds, or open."""

    def __init__(self, found: Judged, *, quoted: Summary, gazetteer: Gazetteer | None) -> None:
        self._found, self._request, self._quoted, self._gazetteer = found, found.request, quoted, gazetteer
        self.notes = list(found.notes)
        self.slots: list[Sentence | None] = [
            None if verdict.reasons else self._cited(verdict.text) for verdict in found.verdicts
        ]

    @property
    def open(self) -> tuple[int, ...]:
        """The places of sentences that fail."""
        return tuple(place for place, slot in enumerate(self.slots) if slot is None)

    def rewrite(self, place: int, answer: str) -> None:
        """Fill the slot with the first sentence of `answer` that holds and fits, if there is one."""
        backend = self._found.written.backend
        for text in _sentences(Written(backend=backend, text=answer)):
            kept = [Verdict(text=slot.text) for slot in self.slots if slot]
            misfit = _misfit(text, [one.text for one in kept], budget=self._request.budget)
            if not misfit and not _reasons(text, self._request, self._gazetteer, before=kept):
                self.slots[place] = self._cited(text)
                return

    def replace(self, place: int) -> bool:
        """Fill the slot with the nearest quoted sentence that is not told yet and fits; tell whether there is one."""
        verdict = self._found.verdicts[place]
        why = ", ".join(verdict.reasons)
        self.notes.append(f"{self._found.written.backend}: dropped “{_short(verdict.text)}”: {why}")
        for candidate in stand_ins(verdict.text, self._quoted, self._request.passages):
            if self._fits(candidate):
                self.slots[place] = candidate
                return True
        return False

    def _fits(self, candidate: Sentence) -> bool:
        kept = [slot for slot in self.slots if slot]
        told = frozenset[str]().union(*(content(slot.text) for slot in kept))
        new = content(candidate.text)
        misfit = _misfit(candidate.text, [slot.text for slot in kept], budget=self._request.budget)
        if misfit or len(new & told) > len(new) / 2:
            return False
        return not candidate.verbatim or not _copied(candidate.text, kept, self._request.passages)

    def _cited(self, text: str) -> Sentence:
        passages = self._request.passages
        holders = tuple(passage.id for passage in passages if _holds(text, passage))
        sources = holders or _sources(text, passages, gazetteer=self._gazetteer)
        return Sentence(text=text, sources=sources, verbatim=bool(holders))


def _answer(again: Again, failed: Failed) -> str:
    try:
        return again(failed)
    except BackendError:
        return ""


def _nothing(found: Judged, problem: str, quoted: Summary, *, gate: GateCount = GateCount()) -> Summary:  # noqa: B008
    return Written(backend=found.written.backend, text="", problem=problem).replaced_by(quoted, gate=gate)


def _sentences(written: Written) -> list[str]:
    """Return the sentences written; a last one that a limit cut short goes, one that only lacks its full stop stays."""
    text = tidied(written.text)
    found = [" ".join(span.of(text).split()) for span in split_sentences(text)]
    found = [sentence for sentence in found if sentence]
    if found and not ended(found[-1]):
        found = found[:-1] if written.cut else [*found[:-1], f"{found[-1].rstrip(' ,;:–-')}."]
    return found


def _reasons(
    text: str, request: SummaryRequest, gazetteer: Gazetteer | None, *, before: Sequence[Verdict]
) -> tuple[str, ...]:
    kept = [
        Sentence(text=one.text, sources=(), verbatim=any(_holds(one.text, passage) for passage in request.passages))
        for one in before
        if not one.reasons
    ]
    verdicts = check([_whole(passage) for passage in request.passages], text, gazetteer=gazetteer).sentences
    reasons = tuple(reason for verdict in verdicts if not verdict.ok for reason in verdict.reasons)
    copied = _copied(text, kept, request.passages)
    return (*reasons, copied) if copied else reasons


def _copied(text: str, kept: Sequence[Sentence], passages: Sequence[Passage]) -> str:
    """Tell which passage's bound on quoting `text` would pass beside what is quoted of it already."""
    for passage in passages:
        if _holds(text, passage):
            quoted = sum(len(one.text) for one in kept if one.verbatim and _holds(one.text, passage))
            if quoted + len(text) > passage.quote_chars:
                return f"more than may be quoted: {passage.outlet or passage.id}"
    return ""


def _misfit(text: str, kept: Sequence[str], *, budget: int) -> str:
    new = content(text)
    if not new:
        return "it says nothing"
    if any(new <= content(other) for other in kept):
        return "it is told already"
    if len(kept) >= MOST_SENTENCES:
        return f"more than {MOST_SENTENCES} sentences"
    if sum(map(count_words, kept)) + count_words(text) > budget:
        return f"over {budget} words"
    return ""


def _sources(text: str, passages: Sequence[Passage], *, gazetteer: Gazetteer | None) -> tuple[str, ...]:
    """Return the passages that alone bear `text`; else the nearest that together do, or all."""
    alone = tuple(passage.id for passage in passages if _bears([passage], text, gazetteer))
    if alone:
        return alone
    nearest = sorted(passages, key=lambda passage: -overlap(text, _whole(passage)))
    for count in range(2, len(nearest)):
        if _bears(nearest[:count], text, gazetteer):
            taken = {passage.id for passage in nearest[:count]}
            return tuple(passage.id for passage in passages if passage.id in taken)
    return tuple(passage.id for passage in passages)


def _bears(passages: Sequence[Passage], text: str, gazetteer: Gazetteer | None) -> bool:
    report = check([_whole(passage) for passage in passages], text, gazetteer=gazetteer)
    return all(verdict.ok for verdict in report.sentences)


def _holds(text: str, passage: Passage) -> bool:
    """Tell whether `text` stands in the passage as it is."""
    return text in " ".join(passage.text[:READ_CHARS].split())


def _whole(passage: Passage) -> str:
    return f"{passage.title}\n\n{passage.text[:READ_CHARS]}"


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _SHOWN else sentence[: _SHOWN - 1] + "…"
