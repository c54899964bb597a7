"""Sentences composed from what is proved of a deal, in the words of the catalogue: nothing without proof.

Who supplies whom is told only where a sentence says so (`composing_roles`); else the parties stand side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizers.base import DealFacts, PartyFact, Proved, SummaryRequest
from summarizers.composing_figures import Near, figure, holds, matter, passages_of, worth
from summarizers.composing_roles import Sides, forms_of, sides_of
from summarizers.reading import count_words
from summarizers.wording import Wording

MOST_PARTIES = 4
_MOST_NAMES = 4
_STAGES_DONE = frozenset({"contract", "production", "delivery", "completed"})
_STAGES_ASIDE = frozenset({"delayed", "cancelled"})
# So early a field of arms may stand for what it is about, and need not be what is talked of in so many words.
_STAGES_VAGUE = frozenset({"interest", "talks"})
_SECTORS_VAGUE = frozenset({"materials_industry", "mro_support", "training_simulation", "soldier_cbrn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A composed sentence and the passages that prove it."""

    text: str
    sources: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words it takes of a budget."""
        return count_words(self.text)


class Composer:
    """Composes lines of one request."""

    def __init__(self, request: SummaryRequest, wording: Wording) -> None:
        """Read what is proved; nothing is composed yet."""
        self._facts = request.facts or DealFacts()
        self._passages, self._wording = request.passages, wording
        self._near = Near(request.passages, self._facts)

    def deal(self) -> Line | None:
        """Return who, what, for how much and how far in one sentence; None where less than two parties are proved."""
        facts = self._facts
        if not 2 <= len(facts.parties) <= MOST_PARTIES:
            return None
        about, value = matter(facts, self._near), worth(facts, self._near)
        sides = sides_of(facts, self._passages) if about else None
        text = self._given(sides, about, value) if sides else self._side_by_side(about, value)
        if not text:
            return None
        proofs = [*(party.name for party in facts.parties), *about, *([value] if value else [])]
        return Line(text=self._wording.say("line.end", line=text), sources=self._cited(proofs, sides))

    def more(self, told: str, *, words: int) -> Line | None:
        """Return names and figures that `told` does not have in at most `words` words; None where there are none."""
        names, figures = self._untold(told)
        while names or figures:
            line = self._listing(names, figures)
            if line.words <= words:
                return line
            if len(figures) > 1 or not names:
                figures = figures[:-1]
            else:
                names = names[:-1]
        return None

    def matter(self) -> str:
        """Return what it is about and how far it got, for a headline: "contract for 180 K2"; "" where unknown."""
        return self._matter(matter(self._facts, self._near))

    def _given(self, sides: Sides, about: Sequence[Proved], value: Proved | None) -> str:
        say, facts = self._wording, self._facts
        key = "line.would_supply"
        if facts.stage in _STAGES_DONE and facts.certainty != "rumour":
            key = "line.supplies"
        elif facts.stage in _STAGES_ASIDE:
            key = "line.was_to_supply"
        line = say.count(
            key,
            len(sides.suppliers),
            suppliers=say.listed([self._name(party) for party in sides.suppliers]),
            recipients=say.listed([self._name(party) for party in sides.recipients]),
            what=say.listed([self._shown(one) for one in about]),
        )
        if value:
            line = say.say("line.valued", line=line, value=self._shown(value))
        if facts.stage:
            line = say.say("line.staged", line=line, stage=say.say(f"stage.{facts.stage}"))
        return self._said(_capital(line))

    def _side_by_side(self, about: Sequence[Proved], value: Proved | None) -> str:
        say = self._wording
        told = self._matter(about, value)
        if not told:
            return ""
        parties = say.listed([self._name(party) for party in self._facts.parties])
        return self._said(say.say("line.between", parties=_capital(parties), matter=told))

    def _matter(self, about: Sequence[Proved], value: Proved | None = None) -> str:
        """Return what it is about and the stage: as one where the stage is said of it, else beside one another."""
        say, stage = self._wording, self._facts.stage
        vague = stage in _STAGES_VAGUE
        what = say.listed([self._shown(one) for one in about]) or (self._sector() if vague else "")
        if not what or not stage:
            return ""
        bound = vague or any(self._near.staged(one) for one in about)
        told = say.say(f"matter.{stage}", what=what) if bound else what
        if value:
            told = say.say("line.worth", line=told, value=self._shown(value))
        return told if bound else say.say("line.staged", line=told, stage=say.say(f"stage.{stage}"))

    def _said(self, line: str) -> str:
        """Say whose word it is: hearsay always, one side's word of what is done."""
        facts = self._facts
        if facts.certainty == "rumour" or (facts.certainty and facts.stage in _STAGES_DONE):
            return self._wording.say("line.said", line=line, word=self._wording.say(f"word.{facts.certainty}"))
        return line

    def _untold(self, told: str) -> tuple[list[tuple[str, Proved]], list[tuple[str, Proved]]]:
        """Return names and figures that `told` lacks, what counts most first."""
        facts, near = self._facts, self._near
        designations = [one for one in facts.designations if not holds(told, one)]
        figures = [one for one in (*facts.quantities, *facts.values, *facts.shares) if not holds(told, one)]
        figures.sort(key=lambda one: (bool(one.scope), not near.led(one)))
        names = [(one.text, one) for one in designations]
        for party in facts.parties:
            organisations = [name for name in party.organisations if not _names(told, (name,))]
            names += [(name, Proved(text=name, proofs=party.name.proofs)) for name in organisations]
        names.sort(key=lambda pair: not near.led(pair[1]))
        shown = [(self._shown(one), one) for one in figures]
        return _distinct(names)[:_MOST_NAMES], _distinct(shown)[:2]

    def _listing(self, names: Sequence[tuple[str, Proved]], figures: Sequence[tuple[str, Proved]]) -> Line:
        say = self._wording
        parts = []
        if names:
            parts.append(say.say("line.named", names=say.listed([name for name, _ in names])))
        if figures:
            parts.append(say.say("line.told", figures=say.listed([shown for shown, _ in figures])))
        text = parts[0] if len(parts) == 1 else say.say("line.both", named=parts[0], told=_small(parts[1]))
        proofs = [one for _, one in (*names, *figures)]
        return Line(text=say.say("line.end", line=text), sources=self._cited(proofs, None))

    def _cited(self, proofs: Sequence[Proved], sides: Sides | None) -> tuple[str, ...]:
        proving = set(passages_of(proofs)) | set(sides.passages if sides else ())
        return tuple(passage.id for passage in self._passages if passage.id in proving)

    def _name(self, party: PartyFact) -> str:
        articled = party.code in self._wording.say("names.with_article").split()
        return self._wording.say("names.article", name=party.name.text) if articled else party.name.text

    def _shown(self, proved: Proved) -> str:
        return figure(proved, self._wording)

    def _sector(self) -> str:
        named = [sector for sector in self._facts.sectors if sector not in _SECTORS_VAGUE]
        return self._wording.say(f"sector.{named[0]}") if named else ""


def names_party(text: str, party: PartyFact, facts: DealFacts) -> bool:
    """Tell whether `text` names a party by its country or an organisation of it; its equipment does not name it."""
    wares = [form for one in facts.designations for form in (one.text, *(proof.quote for proof in one.proofs))]
    return _names(text, forms_of(party, but=wares))


def _names(text: str, forms: Sequence[str]) -> bool:
    return any(holds(text, Proved(text=form, proofs=())) for form in forms)


def _distinct(pairs: Sequence[tuple[str, Proved]]) -> list[tuple[str, Proved]]:
    """Keep of names and figures those that no other one's words hold."""
    kept: list[tuple[str, Proved]] = []
    for text, proved in pairs:
        if not any(text.casefold() in other.casefold() or other.casefold() in text.casefold() for other, _ in kept):
            kept.append((text, proved))
    return kept


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
