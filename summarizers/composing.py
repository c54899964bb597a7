"""Sentences composed from what is proved of a deal, in the words of the catalogue: nothing without proof.

Who supplies whom is told only where a sentence says so (`composing_roles`); else the parties stand side by side.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from summarizers.base import DealFacts, PartyFact, Proof, Proved, SummaryRequest
from summarizers.composing_clauses import says_stage
from summarizers.composing_figures import (
    STAGES_ASIDE,
    Near,
    counted_in,
    figure,
    holds,
    matter,
    passages_of,
    reads,
    worth,
)
from summarizers.composing_parties import named_in, of_the_deal
from summarizers.composing_roles import Sides, sides_of
from summarizers.reading import Gazetteer, count_words
from summarizers.wording import Wording

_MOST_MENTIONED = 4
_STAGES_DONE = frozenset({"contract", "production", "delivery", "completed"})
# So early a field of arms may stand for what it is about, and need not be what is talked of in so many words.
_STAGES_VAGUE = frozenset({"interest", "talks"})
# A stage that a lead tells may be of an earlier deal; these are not told too strongly by it.
_STAGES_WEAK = frozenset({"interest", "talks", "mou"})
_VOUCHED = frozenset({"both_parties", "primary_document"})
_STAGES_DECIDED = frozenset({"selected", "approved"})
_MEMORANDUM = re.compile(r"\bmou\b|memorand|letters? of intent|\bloi\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:Minist(?:ry|ries|ers?)|Departments?|Governments?|Air Force|Navy|Army|Forces|Military|Marines?|Command|Corps"
    r"|Coast Guard|Parliament|Congress|Pentagon|Agency|Embassy|Cabinet|Council|Mo[Dd]|Do[Dd]|[A-Z]{1,3}AF|DSCA)\b"
)
# "shipment of 100 launchers" is no count of its own.
_OF = re.compile(r"[a-z]+ of \d")
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


@dataclass(frozen=True, slots=True)
class Item:
    """A name or figure as it is shown, and what proves it."""

    shown: str
    proved: Proved
    figure: bool = False


def _always(_: Line) -> bool:
    return True


class Composer:
    """Composes lines of one request."""

    def __init__(self, request: SummaryRequest, wording: Wording, *, gazetteer: Gazetteer | None = None) -> None:
        """Read what is proved; nothing is composed yet. `gazetteer` knows countries and firms in all their forms."""
        self._gazetteer = gazetteer
        self._facts = request.facts or DealFacts()
        self._passages, self._wording = request.passages, wording
        self._english = frozenset(passage.id for passage in request.passages if passage.language == "en")
        self._near = near = Near(request.passages, self._facts)
        sure = near.stage_titled or near.stage_opens or (near.stage_led and self._facts.stage in _STAGES_WEAK)
        stage, certainty = self._facts.stage, self._facts.certainty
        if stage not in _STAGES_WEAK and certainty not in _VOUCHED and self._english:
            sure = sure and near.headed
        self._stage = stage if sure and not near.contradicted else ""
        self.parties = of_the_deal(self._facts, near.telling, gazetteer) if self._english else self._pair()

    def deal(self, *, disputed: str = "") -> Line | None:
        """Return who, what, for how much and how far in one sentence; None where less than two parties are proved.

        Figures that stand in `disputed`, a sentence of what sources differ on, are left to it.
        """
        facts = self._facts
        if not self.parties or not self._stage:
            return None
        about = matter(facts, self._near)
        value = worth(facts, self._near, about) if about else None
        if value and counted_in(disputed, value):
            value = None
        if any(one.amount is not None and counted_in(disputed, one) for one in about):
            about = tuple(one for one in facts.designations if self._near.stage_of(one))[:1]
        ours = replace(facts, parties=self.parties)
        sides = sides_of(ours, self._passages) if about else None
        text = self._given(sides, about, value) if sides else self._side_by_side(about, value)
        if not text:
            return None
        proofs = [*(party.name for party in self.parties), *about, *([value] if value else [])]
        return Line(text=self._wording.say("line.end", line=text), sources=self._cited(proofs, sides))

    def told_in(self, title: str, quoted: str) -> bool:
        """Tell whether quotations have what the deal is about and its worth, or with the `title` the stage as well.

        A field of arms alone tells nothing that a quotation does not.
        """
        about = matter(self._facts, self._near)
        value = worth(self._facts, self._near, about)
        things = (*about, *([value] if value else []))
        both = f"{title} {quoted}"
        said = self._stage in _STAGES_WEAK or says_stage(self._stage, both)
        return not about or _has(quoted, things) or (said and _has(both, things))

    def more(self, told: str, *, words: int, borne: Callable[[Line], bool] = _always) -> Line | None:
        """Return names and figures that `told` does not have in at most `words` words; None where there are none.

        Each must alone be `borne` out; what counts most is taken first, what does not fit is passed over.
        """
        kept: list[Item] = []
        for item in self._untold(told):
            if len(kept) == _MOST_MENTIONED:
                break
            fits = self._mentioning([*kept, item]).words <= words
            if fits and not _doubled(item, kept) and borne(self._mentioning([item])):
                kept.append(item)
        return self._mentioning(sorted(kept, key=lambda item: item.figure)) if kept else None

    def _mentioning(self, items: Sequence[Item]) -> Line:
        listed = self._wording.listed([item.shown for item in items])
        text = self._wording.say("line.end", line=self._wording.say("line.more", items=listed))
        return Line(text=text, sources=self._cited([item.proved for item in items], None))

    def _pair(self) -> tuple[PartyFact, ...]:
        """Return the parties of texts in other languages, whose sentences are not read: two, or none."""
        return self._facts.parties if len(self._facts.parties) == 2 else ()

    def matter(self) -> str:
        """Return what it is about and how far it got, for a headline: "contract for 180 K2"; "" where unknown."""
        return self._matter(matter(self._facts, self._near)) if self._stage else ""

    def _given(self, sides: Sides, about: Sequence[Proved], value: Proved | None) -> str:
        say = self._wording
        key = "line.would_supply"
        if self._stage in _STAGES_DONE:
            key = "line.supplies"
        elif self._stage in STAGES_ASIDE:
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
        line = say.say("line.staged", line=line, stage=say.say(f"stage.{self._said_stage()}"))
        return self._said(_capital(line))

    def _side_by_side(self, about: Sequence[Proved], value: Proved | None) -> str:
        say = self._wording
        told = self._matter(about, value)
        if not told:
            return ""
        parties = say.listed([self._name(party) for party in self.parties])
        return self._said(say.say("line.between", parties=_capital(parties), matter=told))

    def _matter(self, about: Sequence[Proved], value: Proved | None = None) -> str:
        """Return what it is about and the stage: as one where the clause of the stage names it, else side by side."""
        say, stage = self._wording, self._stage
        bound = about or stage in _STAGES_VAGUE
        what = say.listed([self._shown(one) for one in about]) or self._field()
        if not what or (not about and stage in STAGES_ASIDE):
            return ""
        told = say.say(f"matter.{self._said_stage()}", what=what) if bound else what
        if value:
            told = say.say("line.worth", line=told, value=self._shown(value))
        return told if bound else say.say("line.staged", line=told, stage=say.say(f"stage.{self._said_stage()}"))

    def _said_stage(self) -> str:
        """Return the stage's key in the catalogue: a memorandum only where its proof says that there is one."""
        written = any(
            _MEMORANDUM.search(proof.quote) or proof.passage not in self._english for proof in self._facts.stage_proofs
        )
        return "cooperation" if self._stage == "mou" and not written else self._stage

    def _said(self, line: str) -> str:
        """Say whose word it is: hearsay always, one side's word of what is done or decided."""
        certainty, stage = self._facts.certainty, self._stage
        decided = stage in _STAGES_DECIDED and certainty == "one_party"
        if certainty == "rumour" or decided or (certainty and stage in _STAGES_DONE):
            return self._wording.say("line.said", line=line, word=self._wording.say(f"word.{certainty}"))
        return line

    def _untold(self, told: str) -> list[Item]:
        """Return names and figures of the deal that `told` lacks, what counts most first.

        No country alone, no party's own forces or offices; what the whole deal counts and costs belongs into a line of
        its own. What only later sentences name may be of something else.
        """
        facts = self._facts
        items = [Item(one.text, one) for one in facts.designations if not holds(told, one)]
        for party in facts.parties:
            names = [Item(name, self._written(name)) for name in party.organisations if not _OFFICE.search(name)]
            items += [item for item in names if item.proved.proofs and not _names(told, (item.shown,))]
        items += [Item(self._shown(one), one, figure=True) for one in self._figures(told)]
        kept = [item for item in items if self._borne(item) and self._readable(item.proved)]
        return sorted(kept, key=lambda item: (bool(item.proved.scope), not item.figure))

    def _borne(self, item: Item) -> bool:
        """Tell whether it stands near the deal: in title, lead or with the stage; a name may be told further on.

        It is always a clause without rivals, the past or a denial that bears it (`Near`).
        """
        return self._near.led(item.proved) or (not item.figure and self._near.early(item.proved))

    def _readable(self, proved: Proved) -> bool:
        return any(proof.passage in self._english for proof in proved.proofs)

    def _figures(self, told: str) -> Iterator[Proved]:
        """Yield shares, and figures of a part, an option, a piece or a year."""
        facts, near = self._facts, self._near
        for one in (*facts.quantities, *facts.values, *facts.shares):
            if counted_in(told, one) or holds(told, one) or near.torn(one) or not reads(one, facts):
                continue
            if _OF.match(one.text):
                continue
            if one.scope or one in facts.shares:
                yield one

    def _written(self, name: str) -> Proved:
        """Return a name as proved by the passages that write it."""
        texts = {passage.id: f"{passage.title} {passage.text}" for passage in self._passages}
        return Proved(
            text=name, proofs=tuple(Proof(passage=p, quote=name) for p, text in texts.items() if name in text)
        )

    def _cited(self, proofs: Sequence[Proved], sides: Sides | None) -> tuple[str, ...]:
        proving = set(passages_of(proofs)) | set(sides.passages if sides else ())
        return tuple(passage.id for passage in self._passages if passage.id in proving)

    def _name(self, party: PartyFact) -> str:
        articled = party.code in self._wording.say("names.with_article").split()
        return self._wording.say("names.article", name=party.name.text) if articled else party.name.text

    def _shown(self, proved: Proved) -> str:
        return figure(proved, self._wording, english=proved.proofs[0].passage in self._english)

    def _field(self) -> str:
        """Return the field of arms, or else the way of cooperating, that the clause of the stage or a title proves."""
        proved = [tag.text for tag in self._facts.tags if self._near.stage_of(tag) or self._near.titled(tag)]
        named = [sector for sector in self._facts.sectors if sector in proved and sector not in _SECTORS_VAGUE]
        if named:
            return self._wording.say(f"sector.{named[0]}")
        ways = [way for way in self._facts.types if way in proved and self._wording.has(f"type.{way}")]
        return self._wording.say(f"type.{ways[0]}") if ways else ""


def names_party(text: str, party: PartyFact, facts: DealFacts, gazetteer: Gazetteer | None = None) -> bool:
    """Tell whether `text` names a party by its country or an organisation of it; its equipment does not name it."""
    return named_in(text, party, facts, gazetteer)


def _has(text: str, things: Sequence[Proved]) -> bool:
    return all(holds(text, one) or (one.amount is not None and counted_in(text, one)) for one in things)


def _names(text: str, forms: Sequence[str]) -> bool:
    return any(holds(text, Proved(text=form, proofs=())) for form in forms)


def _doubled(item: Item, kept: Sequence[Item]) -> bool:
    """Tell whether one of `kept` says the same, in more words or fewer; a second sum would only puzzle."""
    if item.proved.currency and any(other.proved.currency for other in kept):
        return True
    text, others = item.shown.casefold(), [other.shown.casefold() for other in kept]
    return any(text in other or other in text for other in others)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
