"""Words for how far a matter has got, and whether they say that it has got there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from summarizers.gate.words import stem
from summarizers.reading import Span, clause_of, is_modal, is_negated
from summarizers.reading.abbreviations import word_set

TALKS, MOU, TENDER, SELECTED, APPROVED, CONTRACT, PRODUCTION, DELIVERY, COMPLETED = range(1, 10)
_REACH, _GOVERNED = 40, 80


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words for a stage: the least and the most they can mean, and letters of which a sentence with any has some."""

    pattern: re.Pattern[str]
    least: int
    most: int
    letters: tuple[str, ...]

    def found(self, text: str, folded: str) -> Iterator[re.Match[str]]:
        """Return where the words stand; most sentences lack the letters, which are far faster to look for."""
        return self.pattern.finditer(text) if any(letters in folded for letters in self.letters) else iter(())


def _cue(pattern: str, least: int, most: int, letters: str) -> _Cue:
    return _Cue(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), least, most, tuple(letters.split()))


_CUES = (
    _cue(
        r"(?:in|holds?|held|holding|opens?|opened|began|begun|starts?|started|resumed?|continu\w+|under|exploratory|"
        r"advanced|final|further)\s+(?:\w+\s+){0,2}?(?:talks?|negotiations?|discussions?)|"
        r"negotiat(?:es|ed|ing)|discuss(?:es|ed|ing)|talks?\s+(?:on|about|over|with)|"
        r"negotiations?\s+(?:on|about|over|with|for)|express(?:es|ed)\s+interest|considers?|considering|weighs?|weighing|"
        r"mulls?|mulling|eyes|eyeing|exploring|explores|offer(?:s|ed|ing)?",
        TALKS, TALKS, "talk negotiat discuss interest consider weigh mull eye explor offer",
    ),
    _cue(
        r"mous?|memorand(?:um|a)(?:\s+of\s+understanding)?|(?:letters?|statement|declaration)\s+of\s+intent|"
        r"preliminary\s+agreement|framework\s+agreement|agree[ds]?\s+in\s+principle",
        MOU, MOU, "mou memorand intent preliminary framework principle",
    ),
    _cue(r"tenders?|request\s+for\s+proposals?|rfps?|bids?|bidders?|shortlist(?:s|ed)?", TENDER, TENDER,
         "tender proposal rfp bid shortlist"),
    _cue(r"selects|selected|chosen|chose|chooses|picked|picks|preferred\s+bidder", SELECTED, SELECTED,
         "select chose choos pick preferred"),
    _cue(
        r"approv(?:es|ed|al)|clear(?:s|ed)\s+(?:the\s+)?(?:sale|purchase|deal)|green[\s-]?li(?:ght|t)\w*|"
        r"g(?:ives?|ave)\s+the\s+nod",
        APPROVED, APPROVED, "approv clear green nod",
    ),
    _cue(
        r"(?:sign(?:s|ed|ing)?|conclud(?:es|ed|ing)|award(?:s|ed|ing)?|w[io]ns?|winning|clinch(?:es|ed)?|inks?|inked|"
        r"seal(?:s|ed)?|final(?:is|iz)(?:es|ed)|receiv(?:es|ed)|secur(?:es|ed)|bagged|plac(?:es|ed))\s+"
        r"(?:\S+\s+){0,6}?(?:contracts?|orders?|purchase\s+agreements?)|"
        r"contracts?\s+(?:\S+\s+){0,6}?(?:signed|concluded|awarded|sealed|finali[sz]ed)|contracted|under\s+contract",
        CONTRACT, CONTRACT, "contract order agreement",
    ),
    _cue(
        r"(?:sign(?:s|ed|ing)?|conclud(?:es|ed)|inks?|inked|seal(?:s|ed)?|clinch(?:es|ed)?|struck|strikes?|reach(?:es|ed)|"
        r"finali[sz]ed)\s+(?:\S+\s+){0,5}?(?:deals?|agreements?|pacts?|accords?)|"
        r"(?:deals?|agreements?|pacts?)\s+(?:\S+\s+){0,4}?(?:signed|concluded|sealed|inked)|sign(?:s|ed|ing)",
        MOU, CONTRACT, "deal agreement pact accord sign",
    ),
    # The nouns alone claim nothing, but what speaks of a contract may have one.
    _cue(r"contracts?|orders?|deals?|agreements?|procurements?|purchases?", TALKS, CONTRACT,
         "contract order deal agreement procurement purchase"),
    _cue(r"orders|ordered|buys?|purchased|purchases?|acquires?|procures?|procured", TENDER, CONTRACT,
         "order buy purchase acquire procure"),
    _cue(r"bought|acquired", TENDER, COMPLETED, "bought acquired"),
    _cue(
        r"(?:in|into|began|begun|starts?|started|serial|series|under)\s+(?:\w+\s+){0,2}?(?:production|construction)|"
        r"produced|manufactured|being\s+built|keel\s+(?:was\s+)?laid|cut\s+steel",
        PRODUCTION, COMPLETED, "production construction produced manufactured built keel steel",
    ),
    _cue(
        r"(?:has|have|had|was|were|been|already)\s+(?:\w+\s+)?(?:delivered|handed\s+over|received)|"
        r"(?<!\bare\s)(?<!\bis\s)(?<!\bbe\s)(?<!\bbeing\s)(?:delivered|handed\s+over)|arriv(?:es|ed)|received|receives|"
        r"deliver(?:y|ies)\s+(?:has|have|had)?\s*(?:begun|began|started|completed?)|(?:entered|enters)\s+service|"
        r"commissioned|inducted|in\s+service|took\s+delivery|landed|fielded|operat(?:es|ed|ing)|deploy(?:s|ed)",
        DELIVERY, COMPLETED,
        "deliver handed receive arriv service commissioned inducted landed fielded operat deploy",
    ),
    _cue(r"delivers|(?:is|are|being)\s+delivered", TALKS, COMPLETED, "deliver"),
    _cue(r"completed|fully\s+delivered|last\s+of\s+the|final\s+(?:delivery|unit|aircraft|ship)", DELIVERY, COMPLETED,
         "complete delivered last final"),
)  # fmt: skip
# Of these "received" and "delivered" say anything but a stage: "received an offer", "delivered a speech".
_NOT_GOODS = re.compile(
    r"\s+(?:\S+\s+){0,3}?(?:speech|remarks|message|address|letter|offer|proposal|approval|request|report|order|contract|"
    r"briefing|support|warm|delegation|response|bids?|clearance|lecture|keynote|blow|verdict|statement)s?\b",
    re.IGNORECASE,
)
_LATER_ON = re.compile(
    r"\b(?:to|will|would|shall|can|could|may|might|must|should|cannot)(?:\s+(?:be|have|not|soon|also))*\s*\Z",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:could|may|might|will|would|should|can|cannot|not|never|yet|must|to\s+be)\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\s+(?:\S+\s+){0,3}?(?:could|may|might|will|would|should|can|cannot|to\s+be|"
    r"is\s+(?:expected|due|likely|planned|set))\b",
    re.IGNORECASE,
)
_HEARD = frozenset(
    map(
        stem,
        word_set(
            """
            talks negotiations discussions negotiates discusses interest considers weighs mulls eyes
            exploring offer offers offered mou mous memorandum memoranda intent preliminary framework
            principle tender rfp
            proposals bid bidders shortlist selects chosen chose chooses picks preferred approves
            approval clears green greenlight nod signs concludes awards wins won clinches inks seals
            finalises finalizes contract contracted order deal agreement pact accord buys bought
            purchases acquires procured production construction produced manufactured built keel steel
            delivered delivers handed received receives arrives service commissioned inducted landed
            fielded operates deploys operated purchase acquire procure buy completed
            final last deliveries
            """
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Words at `start` to `end` for a stage: the `least` and the `most` they can mean, and whether it is `reached`."""

    start: int
    end: int
    least: int
    most: int
    reached: bool


def stages_of(text: str, stems: frozenset[str], folded: str) -> tuple[Stage, ...]:
    """Return the words for stages in a sentence with these stems; `folded` is it in lower case without accents."""
    if stems.isdisjoint(_HEARD):
        return ()
    talks = [_span(match) for match in _CUES[0].found(text, folded)]
    found = tuple(
        Stage(match.start(), match.end(), cue.least, cue.most, _is_reached(text, _span(match), cue, talks))
        for cue in _CUES
        for match in cue.found(text, folded)
        if cue.least != DELIVERY or not _NOT_GOODS.match(text, match.end())
    )
    if any(stage.most == MOU for stage in found) and not any(stage.least == CONTRACT for stage in found):
        # What is signed is the memorandum.
        return tuple(replace(stage, most=MOU) if stage.least <= MOU else stage for stage in found)
    return found


def _span(match: re.Match[str]) -> Span:
    return Span(match.start(), match.end())


def _is_reached(text: str, span: Span, cue: _Cue, talks: list[Span]) -> bool:
    if cue.most == TALKS:
        return True
    if (
        _LATER_ON.search(text[max(0, span.start - _REACH) : span.start])
        or is_modal(text, span)
        or is_negated(text, span)
    ):
        return False
    if _OPEN.search(text, span.start, span.end) or _AHEAD.match(text, span.end):
        return False
    clause = clause_of(text, span)
    return not any(clause.start <= talk.start < span.start and span.start - talk.end <= _GOVERNED for talk in talks)
