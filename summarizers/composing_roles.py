"""Who supplies whom, where a sentence of the passages says it in plain words; analysis only guesses what none says.

English only, and on purpose narrow: a seller told as the buyer is worse than none told at all.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from summarizers.base import DealFacts, PartyFact, Passage
from summarizers.chunking import sentences
from summarizers.reading import negations

_LEAD = 8
# What is made or developed together has no buyer.
_TOGETHER = frozenset({"co_development", "co_production", "joint_venture", "technology_transfer", "r_and_d"})
_GIVER, _GETTER, _OTHER = "\ue000", "\ue001", "\ue002"
_FEW = r"(?:\s[^\s;:.\ue000-\ue002]+){0,3}?"
_SOME = r"(?:\s[^\s;:\ue000-\ue002]+){0,9}?"
_ADVERB = (
    r"(?:\s(?:has|have|had|will|would|also|already|recently|reportedly|formally|to|may|might|could|is|are|set|plans?|"
    r"agreed|agrees|wants?|going|been))*"
)
_GIVE = (
    r"(?:sells?|sold|suppl(?:y|ies|ied)|deliver(?:s|ed)?|exports?|exported|offers?|offered|donat(?:e|es|ed)|"
    r"provid(?:e|es|ed)|hand(?:s|ed)? over|transfer(?:s|red)?|ship(?:s|ped)?|gift(?:s|ed)?|lend|lends|lent)"
)
_GIVING = (
    r"(?:sales?|delivery|deliveries|exports?|supply|transfer|donation|offer|selling|supplying|delivering|exporting)"
)
_GET = (
    r"(?:buys?|bought|purchas(?:e|es|ed)|orders?|ordered|acquir(?:e|es|ed)|procur(?:e|es|ed)|receiv(?:e|es|ed)|"
    r"import(?:s|ed)?|select(?:s|ed)?|cho(?:ose|oses|se)|gets?|leas(?:e|es|ed))"
)
_GETTING = r"(?:purchase|acquisition|procurement|order|import|buying|purchasing|acquiring|procuring)"
_OWN = r"(?:['’]s)?(?:\s(?:Navy|Army|Air|Force|Forces|Defence|Defense|Ministry|of|armed|government|military|troops))*"
_SAID = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # the maker sells something to the buyer
        rf"{_GIVER}{_OWN}{_ADVERB}\s{_GIVE}\b{_SOME}\s(?:to|for)(?:\sthe)?\s{_GETTER}",
        # the maker supplies the buyer with something
        rf"{_GIVER}{_OWN}{_ADVERB}\s(?:suppl(?:y|ies|ied)|provid(?:e|es|ed)|offers?|offered|sells?|sold)(?:\sthe)?\s{_GETTER}",
        # the maker's sale of something to the buyer
        rf"{_GIVER}(?:['’]s)?{_FEW}\s{_GIVING}\b{_SOME}\sto(?:\sthe)?\s{_GETTER}",
        # the buyer orders something from the maker
        rf"{_GETTER}{_OWN}{_ADVERB}\s{_GET}\b{_SOME}\s(?:from|by|built\sby|made\sby)(?:\sthe)?\s{_GIVER}",
        # the buyer orders the maker's wares
        rf"{_GETTER}{_OWN}{_ADVERB}\s{_GET}\b{_FEW}\s{_GIVER}(?:['’]s|-made|-built|-designed)?\s\w",
        # the buyer's order of the maker's wares
        rf"{_GETTER}(?:['’]s)?{_FEW}\s{_GETTING}\b\s(?:of|for){_FEW}\s{_GIVER}",
        rf"{_GETTER}(?:['’]s)?{_FEW}\s{_GETTING}\b{_SOME}\sfrom(?:\sthe)?\s{_GIVER}",
        # sold by the maker to the buyer
        rf"{_GIVE}\sby(?:\sthe)?\s{_GIVER}{_FEW}\sto(?:\sthe)?\s{_GETTER}",
    )
)
_PASSIVE = re.compile(
    rf"\b(?:be|been|being|is|are|was|were)\s{_GIVE}\b|\b(?:instead of|rather than|over|unlike)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Who gives and who gets, and the passages that say so."""

    suppliers: tuple[PartyFact, ...]
    recipients: tuple[PartyFact, ...]
    passages: tuple[str, ...]


def sides_of(facts: DealFacts, passages: Sequence[Passage]) -> Sides | None:
    """Return who supplies whom where title or lead of a passage says so of every party; else None."""
    suppliers = tuple(party for party in facts.parties if party.role == "supplier")
    recipients = tuple(party for party in facts.parties if party.role == "recipient")
    if not suppliers or not recipients or len(suppliers) + len(recipients) != len(facts.parties):
        return None
    if min(len(suppliers), len(recipients)) > 1 or not _TOGETHER.isdisjoint(facts.types):
        return None
    proving: list[str] = []
    for giver in suppliers:
        for getter in recipients:
            found = [passage.id for passage in passages if passage.language == "en" and _says(passage, giver, getter)]
            if not found:
                return None
            proving += found
    return Sides(suppliers=suppliers, recipients=recipients, passages=tuple(dict.fromkeys(proving)))


def forms_of(party: PartyFact, *, but: Collection[str] = ()) -> tuple[str, ...]:
    """Return the forms a party is named by, longest first: name, organisations, words that prove it; none of `but`."""
    forms = {party.name.text, *party.organisations, *(proof.quote for proof in party.name.proofs)}
    known = {form.casefold() for form in but}
    kept = {" ".join(form.split()).rstrip(".") for form in forms if form.strip(" .") and form.casefold() not in known}
    return tuple(sorted(kept, key=lambda form: (-len(form), form)))


def _says(passage: Passage, giver: PartyFact, getter: PartyFact) -> bool:
    marks = {_GIVER: _pattern(forms_of(giver)), _GETTER: _pattern(forms_of(getter))}
    for told in _told(passage):
        if negations(told) or _PASSIVE.search(told):
            continue
        marked = told
        for mark, pattern in marks.items():
            marked = pattern.sub(mark, marked)
        if _GIVER in marked and _GETTER in marked and any(said.search(marked) for said in _SAID):
            return True
    return False


def _told(passage: Passage) -> Iterator[str]:
    yield " ".join(passage.title.split())
    for place, sentence in enumerate(sentences(passage.text)):
        if place == _LEAD:
            return
        yield sentence


def _pattern(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)
