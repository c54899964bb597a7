"""What becomes of a written summary: sentences that hold stay, quoted ones stand in for those that do not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizers.base import Passage, Sentence, Summary, SummaryRequest
from summarizers.choice import MOST_SENTENCES, content
from summarizers.grounding import check
from summarizers.reading import Gazetteer, count_words

_SHOWN = 80  # characters of a dropped sentence kept in the note
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.IGNORECASE | re.DOTALL)
_PREAMBLE = re.compile(r"\A\s*(?:here (?:is|are)[^\n:]*:|summary\s*:|sure[^\n:]*:)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a model wrote, or the problem it had; `passing` where it could not be asked just now."""

    backend: str
    text: str
    problem: str = ""
    passing: bool = False

    def replaced_by(self, quoted: Summary) -> Summary:
        """Return the quoted summary, with the problem on record."""
        note = f"{self.backend}: {self.problem}"
        return Summary(
            headline=quoted.headline,
            sentences=quoted.sentences,
            backend=quoted.backend,
            fallbacks=(note, *quoted.fallbacks),
            passing=self.passing,
        )


def checked(
    written: Written, *, request: SummaryRequest, quoted: Summary, gazetteer: Gazetteer | None = None
) -> Summary:
    """Return what holds of `written` within the budget, filled up from `quoted` where a sentence was dropped.

    A sentence cites the passages that alone bear it, or all of them where it takes several.
    """
    text = _PREAMBLE.sub("", _THINKING.sub("", written.text)).strip()
    if not text:
        return Written(backend=written.backend, text="", problem="the answer is empty").replaced_by(quoted)
    kept: list[Sentence] = []
    notes: list[str] = []
    for verdict in check([_whole(passage) for passage in request.passages], text, gazetteer=gazetteer).sentences:
        sentence = " ".join(verdict.text.split())
        problem = ", ".join(verdict.reasons) if not verdict.ok else _misfit(sentence, kept, budget=request.budget)
        if problem:
            notes.append(f"{written.backend}: dropped “{_short(sentence)}”: {problem}")
        else:
            sources = _sources(sentence, request.passages, gazetteer=gazetteer)
            kept.append(Sentence(text=sentence, sources=sources, verbatim=_is_quoted(sentence, request.passages)))
    if not kept:
        none_left = "no sentence of the answer holds"
        return Written(backend=written.backend, text="", problem="; ".join([none_left, *notes])).replaced_by(quoted)
    filled = _filled(kept, quoted, budget=request.budget) if notes else kept
    return Summary(headline=quoted.headline, sentences=tuple(filled), backend=written.backend, fallbacks=tuple(notes))


def _misfit(sentence: str, kept: Sequence[Sentence], *, budget: int) -> str:
    if len(kept) == MOST_SENTENCES:
        return f"more than {MOST_SENTENCES} sentences"
    if _words(kept) + count_words(sentence) > budget:
        return f"over {budget} words"
    if not content(sentence):
        return "it says nothing"
    return ""


def _filled(kept: Sequence[Sentence], quoted: Summary, *, budget: int) -> list[Sentence]:
    """Add quoted sentences that fit and are not told yet."""
    filled = list(kept)
    for sentence in quoted.sentences:
        told = frozenset[str]().union(*(content(other.text) for other in filled))
        new = content(sentence.text)
        fits = len(filled) < MOST_SENTENCES and _words(filled) + count_words(sentence.text) <= budget
        if fits and len(new & told) <= len(new) / 2:
            filled.append(sentence)
    return filled


def _words(sentences: Sequence[Sentence]) -> int:
    return sum(count_words(sentence.text) for sentence in sentences)


def _sources(sentence: str, passages: Sequence[Passage], *, gazetteer: Gazetteer | None) -> tuple[str, ...]:
    alone = tuple(
        p.id for p in passages if all(v.ok for v in check([_whole(p)], sentence, gazetteer=gazetteer).sentences)
    )
    return alone or tuple(passage.id for passage in passages)


def _is_quoted(sentence: str, passages: Sequence[Passage]) -> bool:
    return any(sentence in " ".join(passage.text.split()) for passage in passages)


def _whole(passage: Passage) -> str:
    return f"{passage.title}\n\n{passage.text}"


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _SHOWN else sentence[: _SHOWN - 1] + "…"
