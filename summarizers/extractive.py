"""Summaries without a generating model: the sentences that together tell most, quoted, and lines composed from proof.

The default backend. Composed lines stand in where nothing may be quoted, name what the quotations leave out, and show
where sources differ; each passes the grounding gate or is not told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from summarizers import grounding
from summarizers.base import DealFacts, Encoder, GateCount, Passage, Sentence, Summary, SummaryRequest
from summarizers.choice import Weights
from summarizers.chunking import READ_CHARS
from summarizers.composing import Composer, Line
from summarizers.defusing import defusing
from summarizers.disagreements import disagreements
from summarizers.evidence import Evidence
from summarizers.headlines import ENGLISH, headline, overtold
from summarizers.keys import digest, learned_digest
from summarizers.reading import Gazetteer, count_words
from summarizers.selecting import Selector
from summarizers.wording import Wording

NAME = "extractive"
_MORE_WORDS = 14
_LEAST_WORDS = 4
_ROOM_WORDS = 4
_ALONE_WORDS = 24


@dataclass(slots=True)
class _Draft:
    """What is told of a request so far: composed lines, quotations, composed lines behind them, and what happened."""

    request: SummaryRequest
    before: list[Line] = field(default_factory=list)
    quoted: tuple[Sentence, ...] = ()
    after: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checked: int = 0
    dropped: int = 0
    read: dict[tuple[str, ...], Evidence] = field(default_factory=dict)

    @property
    def told(self) -> str:
        return " ".join((*(line.text for line in self.before), *(one.text for one in self.quoted), *self._behind()))

    @property
    def left(self) -> int:
        return self.request.budget - count_words(self.told)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return (*map(_sentence, self.before), *self.quoted, *map(_sentence, self.after))

    def copy(self) -> "_Draft":
        """Return a draft that goes on from here by itself."""
        return replace(self, before=[*self.before], after=[*self.after], notes=[*self.notes])

    def _behind(self) -> Sequence[str]:
        return [line.text for line in self.after]


class Extractive:
    """Quotes one to three sentences and composes lines; works without an encoder, by words alone.

    Without `wording` nothing is composed. `gazetteer` holds the names the gate knows in all their forms.
    """

    def __init__(
        self,
        encoder: Encoder | None,
        *,
        weights: Weights | None = None,
        wording: Wording | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> None:
        """Judge likeness by `encoder`."""
        self._selector = Selector(encoder, weights=weights)
        self._wording, self._gazetteer = wording, gazetteer
        words = "" if wording is None else digest(wording.language, repr(sorted(wording.entries.items())))
        self._parts = ("" if encoder is None else type(encoder).__name__, repr(weights), words)

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return NAME

    @property
    def fingerprint(self) -> str:
        """Which encoder it has, what was learned, and the wording."""
        return digest(NAME, *self._parts, learned_digest())

    @defusing
    def summarise(self, request: SummaryRequest) -> Summary:
        """Return quoted and composed sentences of at most `request.budget` words; none, and why, where none fits.

        Texts in other languages than English are told by what is proved of them, and quoted only where nothing is.
        """
        title = headline(request, self._wording, gazetteer=self._gazetteer)
        draft = _Draft(request)
        if self._wording is not None and request.facts is not None:
            draft = self._compose(draft, title, self._wording)
        else:
            self._quote(draft, request.passages, budget=request.budget, told=())
        return Summary(
            headline=title,
            sentences=draft.sentences,
            backend=NAME,
            fallbacks=tuple(draft.notes),
            gate=GateCount(checked=draft.checked, replaced=draft.dropped),
        )

    def _compose(self, draft: _Draft, title: str, wording: Wording) -> _Draft:
        request = draft.request
        composer = Composer(request, wording, gazetteer=self._gazetteer)
        for differing in disagreements(request.facts, request.passages, wording) if request.facts else ():
            if 2 * differing.words <= draft.left:
                self._put(draft.after, differing, draft)
        deal = None if overtold(title, request.facts or DealFacts()) else composer.deal(disputed=draft.told)
        readable = tuple(passage for passage in request.passages if passage.language == ENGLISH)
        draft = self._quoting(draft, composer, title, readable, deal) if readable else draft
        if not draft.quoted and not draft.before:
            self._put(draft.before, deal, draft)
            self._put(draft.before, self._more(composer, draft, title, most=_ALONE_WORDS), draft)
            if not draft.before and not readable:
                self._quote(draft, request.passages, budget=draft.left, told=())
                draft.notes.append(f"{NAME}: quoted in its own language: nothing is proved to compose from")
        return draft

    def _quoting(
        self, draft: _Draft, composer: Composer, title: str, passages: Sequence[Passage], deal: Line | None
    ) -> _Draft:
        """Return the draft with quotations and what they leave out mentioned, as far as there is room.

        The line of the deal goes first where neither headline nor quotations tell of it. Of one text it is tried as
        well what leaving a few words for the rest would tell.
        """
        best, most = draft, -1
        for room in (0, _ROOM_WORDS) if len(passages) == 1 else (0,):
            trial = self._tried(draft, composer, title, passages, room=room)
            if trial.quoted and deal is not None and not composer.told_in(title, trial.told):
                dealt = draft.copy()
                self._put(dealt.before, deal, dealt)
                if dealt.before:
                    trial = self._tried(dealt, composer, title, passages, room=0)
            named = _named(f"{title} {trial.told}", draft.request.focus)
            if named > most:
                best, most = trial, named
            if most == len(draft.request.focus):
                break
        return best

    def _tried(
        self, draft: _Draft, composer: Composer, title: str, passages: Sequence[Passage], *, room: int
    ) -> _Draft:
        """Return a copy with quotations, `room` words left free of them, and what they leave out."""
        trial = draft.copy()
        self._quote(trial, passages, budget=trial.left - room, told=(trial.told,))
        if trial.quoted:
            self._put(trial.after, self._more(composer, trial, title, most=_MORE_WORDS), trial)
        return trial

    def _more(self, composer: Composer, draft: _Draft, title: str, *, most: int) -> Line | None:
        room = min(most, draft.left)
        if room < _LEAST_WORDS:
            return None
        return composer.more(f"{title} {draft.told}", words=room, borne=lambda line: not self._against(draft, line))

    def _quote(self, draft: _Draft, passages: Sequence[Passage], *, budget: int, told: Sequence[str]) -> None:
        request = draft.request
        english = any(passage.language == ENGLISH for passage in passages)
        draft.quoted, why = self._selector.select(
            passages, focus=request.focus, budget=budget, told=told, facts=request.facts if english else None
        )
        if why:
            draft.notes.append(f"{NAME}: {why}")

    def _put(self, place: list[Line], line: Line | None, draft: _Draft) -> None:
        if line is not None and line.words <= draft.left and self._holds(draft, line):
            place.append(line)

    def _holds(self, draft: _Draft, line: Line) -> bool:
        """Tell whether the gate bears out a composed line; what it refuses is not told."""
        reasons = self._against(draft, line)
        draft.checked += 1
        if reasons:
            draft.dropped += 1
            draft.notes.append(f"{NAME}: a composed line did not hold: {', '.join(reasons)}")
        return not reasons

    def _against(self, draft: _Draft, line: Line) -> Sequence[str]:
        """Return what the passages a line cites have against it; the gate reads lines in English only."""
        cited = [source_text(passage) for passage in draft.request.passages if passage.id in line.sources]
        if not cited:
            return ["no source"]
        if self._wording is None or self._wording.language != ENGLISH:
            return []
        evidence = draft.read.setdefault(line.sources, Evidence(cited, gazetteer=self._gazetteer))
        return [reason for verdict in grounding.verdicts(evidence, line.text) for reason in verdict.reasons]


def source_text(passage: Passage) -> str:
    """Return what a sentence on `passage` is held against: title, the text as far as it is read, the outlet's name."""
    parts = (passage.title, passage.text[:READ_CHARS], passage.outlet)
    return "\n\n".join(part for part in parts if part.strip())


def _named(text: str, focus: Sequence[str | tuple[str, ...]]) -> int:
    """Count the things of `focus` that `text` names in any of their forms."""
    plain = text.casefold()
    wishes = [(wish,) if isinstance(wish, str) else wish for wish in focus]
    return sum(any(form.strip() and form.strip().casefold() in plain for form in wish) for wish in wishes)


def _sentence(line: Line) -> Sentence:
    return Sentence(text=line.text, sources=line.sources, verbatim=False)
