"""Which parties a composed line names: two of the sentence that proves the stage or of a title; never a mere venue."""

import re
from collections.abc import Sequence

from summarizers.base import DealFacts, PartyFact, Proved
from summarizers.composing_figures import holds
from summarizers.composing_roles import forms_of
from summarizers.gate.names import COUNTRY_KINDS, homes
from summarizers.reading import Gazetteer, NameHit

_MOST_PARTIES = 3
_PLACE = re.compile(
    r"(?<!interest )(?<!interested )\b(?:in|at|near|via|through|inside|outside)\s(?:the\s)?\Z", re.IGNORECASE
)
_FAIR = re.compile(
    r"\A(?:['’]s)?,?\s(?:arms |air |defen[cs]e )?(?:fair|show|exhibition|expo|airshow|salon)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?:,|,? and|,? &)\s(?:the\s)?", re.IGNORECASE)


def of_the_deal(facts: DealFacts, telling: Sequence[str], gazetteer: Gazetteer | None = None) -> tuple[PartyFact, ...]:
    """Return the parties to name, of those the texts `telling` name; () where these are not two, or lack the buyer.

    Three stand side by side only where one sentence lists them so.
    """
    named = [[party for party in facts.parties if named_in(text, party, facts, gazetteer)] for text in telling]
    every = tuple(party for party in facts.parties if any(party in some for some in named))
    if len(every) > 2 and not (len(every) == _MOST_PARTIES and any(_listed(text, every) for text in telling)):
        pairs = [some for some in named if len(some) == 2 and _with_buyer(some, facts)]
        every = tuple(pairs[0]) if pairs and all(pair == pairs[0] for pair in pairs) else ()
    return every if len(every) >= 2 and _with_buyer(every, facts) else ()


def named_in(text: str, party: PartyFact, facts: DealFacts, gazetteer: Gazetteer | None = None) -> bool:
    """Tell whether `text` names a party by its country or an organisation; a place or equipment does not name it.

    `gazetteer` knows more forms than the proofs show ("Indian" of India).
    """
    hits = [hit for hit in gazetteer.find(text) if party.code in homes(hit)] if gazetteer is not None else []
    if any(not _place(text, hit) for hit in hits):
        return True
    wares = [form for one in facts.designations for form in (one.text, *(proof.quote for proof in one.proofs))]
    places = [hit.text for hit in hits]
    forms = forms_of(party, but=(*wares, *places))
    return any(holds(text, Proved(text=form, proofs=())) for form in forms)


def _place(text: str, hit: NameHit) -> bool:
    """Tell whether a country is named as a place only: "in Paris, France", "the Paris show"."""
    if hit.kind not in COUNTRY_KINDS or hit.kind == "demonym":
        return False
    before = text[: hit.start]
    if _PLACE.search(before) or _FAIR.match(text[hit.end :]):
        return True
    city = re.search(r"((?:[A-Z][\w-]+\s?)+),\s\Z", before)
    return bool(city and _PLACE.search(before[: city.start()]))


def _with_buyer(parties: Sequence[PartyFact], facts: DealFacts) -> bool:
    buyers = [party for party in facts.parties if party.role == "recipient"]
    return not buyers or any(party in buyers for party in parties)


def _listed(text: str, parties: Sequence[PartyFact]) -> bool:
    """Tell whether a text names all parties one behind another: "A, B and C"."""
    plain = " ".join(text.split())
    for party in parties:
        for form in forms_of(party):
            plain = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", f"\ue000{party.code}\ue001", plain)
    mark = rf"\ue000(?:{'|'.join(re.escape(party.code) for party in parties)})\ue001"
    run = re.search(rf"{mark}(?:{_BETWEEN.pattern}{mark}){{{len(parties) - 1}}}", plain)
    return bool(run and all(party.code in run[0] for party in parties))
