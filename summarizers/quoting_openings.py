"""Sentences that lean: what they speak of was named in another, so alone they tell something else or nothing."""

import re

from summarizers.trimming_words import SAID, VERB

_DANGLING = re.compile(
    r"[\"'“‘(\[]*(?:(?:he|she|it|they|him|this|that|these|those|his|her|hers|their|theirs|its|such|so|then|there|here|we|i|our|"
    r"my|you|your|yet|still|nor|thus|hence|both|another|others|either|neither|also|and|but|or|instead|therefore|however|"
    r"meanwhile|moreover|as a result|in response|for example|for instance|on the other hand|at the same time|"
    r"the (?:latter|former|same|other|two|three|duo|trio|pair|company|firm|ministry)|"
    r"among (?:the|them|these|those|other)|one of (?:them|these|those)|"
    r"(?:during|after|before|at|in) (?:the|his|her|their|its) (?:visit|meeting|talks|ceremony|event|interview|"
    r"briefing|call|process)(?=,)|"
    r"(?:in|of|for|with|after|by|on|from|under|to|at|during|despite|besides) (?:this|that|these|those|them|him|such)"
    r")\b)",
    re.IGNORECASE,
)
# Farther into the opening: "… on such initiatives", "to reach even higher speeds", "The envoy also confirmed".
_INSIDE = (
    (re.compile(r"(?:[\w’'-]+ ){0,8}such (?!as\b)[a-z]"), re.compile(r"\bsuch as\b")),
    (re.compile(r"(?:[\w’'-]+ ){0,4}even (?:more|less|[a-z]{2,}er)\b", re.IGNORECASE), None),
    (re.compile(r"(?:[\w’'.-]+ ){1,3}also\b"), None),
    (re.compile(r"[A-Z][\w’'-]+,? (?:on|for) (?:his|her) part\b"), None),
    (re.compile(r".*[,”\"] (?:he|she|they) (?:also )?(?:said|added|told|says|wrote|noted|explained|warned)\b"), None),
    (re.compile(r"one of the [a-z]+ (?:involved|concerned|in question)\b", re.IGNORECASE), None),
)
_DEFINITE = re.compile(r"The (?:[a-z-]+ ){0,2}?(?P<noun>[a-z]{3,}) (?:also |now |only |then )?(?P<verb>[a-z]+)\b")
_DEAL = re.compile(
    r"\b(?:deals?|agree\w*|contracts?|orders?|purchas\w*|sales?|sells?|sold|buys?|bought|acqui\w*|procure\w*|signs?|signed|"
    r"supply|supplies|offers?|bids?|tenders?|picks?|selects?|chooses?|approv\w*)\b",
    re.IGNORECASE,
)
_DEALT = re.compile(r"(?:deal|agreement|contract|order|purchase|sale|acquisition|procurement|transaction)s?")
_KNOWN = re.compile(
    r"(?:announcement|report|move|decision|program|programme|missile|aircraft|offer|plan|proposal|statement|visit|project|"
    r"drone|system|jet|vehicle|tank|helicopter|ship|submarine|frigate|weapon|package|deployment|test|exercise|initiative|"
    r"transfer|shipment|tender|talk|engine|radar|rifle|rocket|gun|platform|variant|version|plane|fighter|letter|document|"
    r"notification|development|step|news|article|study|request|payment|incident|attack)s?"
)
_QUOTATION = re.compile(r"[“\"][^”\"]*[”\"][.!]?\Z")


def leans(sentence: str) -> bool:
    """Tell whether a sentence opens with a pronoun, a demonstrative or a connective, or goes on from another early."""
    if _DANGLING.match(sentence) is not None:
        return True
    return any(opens.match(sentence) and not (spared and spared.search(sentence)) for opens, spared in _INSIDE)


def leans_on_title(sentence: str, title: str) -> bool:
    """Tell whether a sentence opens with "The announcement marks", "The deal will", and `title` names no such thing."""
    match = _DEFINITE.match(sentence)
    if match is None or not _is_verb(match["verb"]):
        return False
    if _DEALT.fullmatch(match["noun"]):
        return _DEAL.search(title) is None
    if _KNOWN.fullmatch(match["noun"]) is None:
        return False
    return match["noun"].removesuffix("s")[:7] not in title.casefold()


def _is_verb(word: str) -> bool:
    return VERB.fullmatch(word) is not None or word.endswith("s")


def without_speaker(sentence: str) -> bool:
    """Tell whether a sentence is nothing but a quotation: whose words they are stands in another."""
    return _QUOTATION.fullmatch(sentence) is not None


def names_speaker(sentence: str) -> bool:
    """Tell whether a sentence tells that somebody said something."""
    return SAID.search(sentence) is not None
