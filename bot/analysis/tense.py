"""What a sentence says of a step: that it is done, ahead, or told as background only."""

import re
from enum import Enum

from summarizers.reading.cues import clause_of
from summarizers.reading.spans import Span

_REACH, _DATE_REACH = 60, 120


class Tense(Enum):
    """How a step is told: as done or under way, as still ahead, as background, or as the cause of something else."""

    DONE = "done"
    AHEAD = "ahead"
    BACKGROUND = "background"
    CAUSE = "cause"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


_AHEAD_BEFORE = _pattern(
    r"\b(?:to|will|shall|would|due to|about to|by the time)(?: (?:soon|also|then|later|jointly|formally|now))?",
    r"(?: be| have| get| begin| commence| start| launch| see| make| take| continue)?(?: being)?",
    r"(?: (?:the|its|their|an?|it))?(?: (?:first|final|last|new))? $",
)
# "To announce the fighter as winner", "will soon issue the approval": the giving is ahead, and so is what is given.
_GIVEN_AHEAD = _pattern(
    r"\b(?:to|will|shall|would|may|might|could|soon)(?: soon| likely| also)? ",
    r"(?:announce|name|declare|issue|give|grant|place)(?: [\w’'-]+){0,4} $",
)
# A second participle shares what stands before the first: "to be built there and delivered over ten years".
_AHEAD_TOGETHER = _pattern(r"\b(?:to|will|shall|would) be \w+(?:ed|t|n)\b[^.;:]{0,40}\b(?:and|or) (?:then )?$")
# Of a noun, what stands behind it says that it is still to come: "delivery … is expected in 2030".
_AHEAD_AFTER = _pattern(
    r"^[^,;]{0,45}\b(?:expected|planned|due|scheduled|slated|set to|likely|will|would|could|may|might|should|",
    r"to (?:begin|start|be|follow)|by 20\d\d)\b",
)
_AHEAD_NOUN = _pattern(
    r"\b(?:towards?|expect\w*|await\w*|ahead of|before|pending|until|for (?:the )?(?:early|timely)|wants?|plan\w*|",
    r"schedul\w+|speed\w*(?: up)?|accelerat\w+|fast ?track\w*|prior to|target\w*)",
    r"(?: (?:its|the|their|an?|first|for))* $",
)
_NOUN = _pattern(
    r"(?:first |final |last |second )?(?:deliver(?:y|ies)|shipments?|hand-?over|arrival|induction|batch|production|",
    r"construction|assembly)(?: of)?",
)
# Papers to be signed, placed or granted: what stands around them says whether they are yet to come.
_PAPER = _pattern(
    r"(?:(?:firm|export|follow-on|repeat|formal|final) )?(?:contracts?|orders?|deals?|agreements?|mous?|",
    r"memorand(?:um|a)(?: of understanding)?|aon|acceptance of necessity|approvals?|nod|clearances?)",
)
_PAPER_AHEAD = _pattern(
    r"^(?:(?!\b(?:that|which|under|by)\b)[^,;]){0,45}",
    r"\b(?:(?:will|would|could|may|might|should) (?:soon |also |then )?be|to be|yet to|expected|planned|due|",
    r"scheduled|slated|set to|likely|(?:could|may|might) take place)\b",
)
# A noun of making or delivering tells of news only where it has a verb of its own.
_BEGUN = _pattern(
    r"\b(?:began|begun|begins?|started|starts?|complet\w+|made|took|taken|takes?|continu\w+|arriv\w+|receiv\w+|",
    r"under ?way|under|joint|in progress|has|have|already|saw|conducted|resum\w+)\b",
)
_PROGRESSIVE = _pattern(r"\b(?:is|are|was|were|been|be|now|started|began|begun|begins|currently)(?: \w+ly)? $")
_CAUSE = _pattern(
    r"(?:\b(?:due|owing|prior|thanks) to|because of|amid|\bafter|\blong|\bdespite|\bwithout|\bavoid|\bsince|",
    r"\bfollowing|\bbefore|\buntil|\bunlike|\bas per|\bin case of)[ -](?:[\w’'()-]+ ){0,6}$",
)
_RELATIVE = _pattern(r"\b(?:that|which|who|whose|where|when) (?:\w+ ){0,4}$")
# "Announced that it had terminated": what is said is the news, not an aside.
_SPOKEN = _pattern(
    r"\b(?:say|says|said|announc\w+|confirm\w+|report(?:s|ed)?|news|statement|declar\w+|told [\w ]{2,20}) that",
    r" (?:\w+ ){0,4}$",
)
_AGO = _pattern(
    r"\b(?:years|decades?|century) (?:ago|back)\b|",
    r"\bin the (?:early|mid|late)?[- ]?[’']?(?:19)?[5-9]0[’']?s\b",
)
_STARTS = _pattern(r"^ (?:to [\w ’'-]{2,30} )?(?:begins?|starts?|commences?)\b[^,;]{0,20}\b(20\d\d)\b")
_YEAR = re.compile(r"\b(?:in|of|since|during|back in|until) (?:\w+ )?((?:19|20)\d\d)\b")


def tense_of(sentence: str, span: Span, *, year: int | None) -> Tense:
    """Return how the words at `span` of `sentence` are told; `year` is that of the news, where it is known."""
    clause = clause_of(sentence, span)
    before = sentence[max(clause.start, span.start - _REACH) : span.start]
    after = sentence[span.end : min(clause.end, span.end + _REACH)]
    words = span.of(sentence)
    if _CAUSE.search(before):
        return Tense.CAUSE
    if _AHEAD_BEFORE.search(before) or _GIVEN_AHEAD.search(before):
        return Tense.AHEAD
    if _AHEAD_TOGETHER.search(sentence[max(0, span.start - _REACH) : span.start]):
        return Tense.AHEAD
    noun = _NOUN.fullmatch(words)
    paper = _PAPER.fullmatch(words)
    if (noun and (_AHEAD_AFTER.search(after) or _starts_later(after, year))) or (paper and _PAPER_AHEAD.search(after)):
        return Tense.AHEAD
    if (noun or paper) and _AHEAD_NOUN.search(before):
        return Tense.AHEAD
    idle = noun and not (_BEGUN.search(before) or _BEGUN.search(after))
    participle = words.lower().endswith("ing") and " " not in words and not _PROGRESSIVE.search(before)
    dated = sentence[max(clause.start, span.start - _REACH) : min(clause.end, span.end + _DATE_REACH)]
    aside = (_RELATIVE.search(before) and not _SPOKEN.search(before)) or _AGO.search(dated) or _is_old(dated, year)
    return Tense.BACKGROUND if idle or participle or aside else Tense.DONE


def _starts_later(after: str, year: int | None) -> bool:
    """Whether what stands behind a noun dates its start after the year of the news: "deliveries start in 2030"."""
    starts = _STARTS.search(after)
    return bool(starts and year is not None and int(starts.group(1)) > year)


def _is_old(clause: str, year: int | None) -> bool:
    """Whether the clause is dated by a year long before that of the news."""
    return year is not None and any(int(found) < year - 1 for found in _YEAR.findall(clause))
