"""Whose word it is: a rumour, one party's word, both parties', or a document."""

from bot.analysis.document import Document
from bot.domain.vocabulary import Certainty

_LEAD_MORE = 3


def find_certainty(document: Document) -> Certainty | None:
    """Return the certainty that title and first sentences support; one party's word where any cue says who speaks.

    A document goes before both parties' word; a rumour in the title or the lead is a rumour whatever follows.
    """
    near = document.lead_end + _LEAD_MORE
    heard = {Certainty(cue.key) for cue in document.cues_of("certainty") if cue.sentence <= near}
    lead = {Certainty(cue.key) for cue in document.cues_of("certainty") if cue.sentence <= document.lead_end}
    if Certainty.PRIMARY_DOCUMENT in heard:
        return Certainty.PRIMARY_DOCUMENT
    if Certainty.RUMOUR in lead:
        return Certainty.RUMOUR
    signed = any(cue.key in ("contract", "mou") for cue in document.cues_of("stage", 0))
    if Certainty.BOTH_PARTIES in heard or signed:
        return Certainty.BOTH_PARTIES
    return Certainty.ONE_PARTY if heard or document.sentences else None
