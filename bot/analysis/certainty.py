"""Whose word it is: a rumour, one party's word, both parties', or a document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.analysis.attribution import Attribution, attributions
from bot.analysis.document import Document, Mention, Region
from bot.analysis.lexicon import EQUIPMENT
from bot.domain.analysis import Evidence, StageReading
from bot.domain.vocabulary import Certainty, Stage

_LEAD_MORE = 3
_GAP = 30
# What two can only do together; "order" or "announce" is one side's act, whoever the other is.
_TOGETHER = re.compile(
    r"\b(?P<verb>sign(?:s|ed)?|ink(?:s|ed)?|seal(?:s|ed)?|conclude[sd]?|agreed?|form(?:ed)?|found(?:ed)?|"
    r"establish(?:ed)?|"
    r"set up|launch(?:ed)?)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:to|will|would|may|might|could|should|can|not|never|yet|soon|plans?|ready|about|set)(?: \w+)? $"
)
_BETWEEN = re.compile(r"\bsigned (?:\w+ )?(?:by|between) ", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:both|the two) (?:\w+ )?(?:sides|countries|nations|governments|ministries|ministers|navies|armies|air forces|"
    r"companies|parties|states|firms)(?: have| has)? (?:\w+ly )?"
    r"(?:said|say|signed|confirmed|announced|agreed|stated|inked)\b",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"\b(?:globe ?newswire|pr ?newswire|business ?wire|accesswire|ein ?presswire|for immediate release|"
    r"press information bureau|"
    r"pib (?:delhi|mumbai|bengaluru)|has made a determination approving a possible foreign military sale|"
    r"(?:has been|was|is being|were) awarded an? [^.]{0,40}(?:firm-fixed-price|cost-plus|indefinite-delivery|"
    r"not-to-exceed|fixed-price)[^.]{0,60}|we are (?:proud|pleased|delighted|honou?red|excited) to)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:likely|might|(?-i:may)|could|expected|considering|contemplating|mull\w*|ey(?:es|eing)|weighs?|weighing|"
    r"in talks|"
    r"under consideration|looks? to|looking to|set to|close to|plans? to|planning to|keen|soon|possib\w+|"
    r"potential\w*)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(r"\b(?:opinion|op-ed|analysis|commentary|column|editorial|viewpoint)\b", re.IGNORECASE)
_DONE = frozenset({Stage.MOU, Stage.SELECTED, Stage.CONTRACT, Stage.DELIVERY, Stage.COMPLETED, Stage.CANCELLED})
_LONG = 3
_YEAR = re.compile(r"\b(?:in|since|of) (?:\w+ )?((?:19|20)\d\d)\b")
Quoted = tuple[Attribution, int, int]
_JOINED = re.compile(r"(?:\band\b|&|,|-|–|/)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertaintyReading:
    """Whose word it is, with the words that tell so; none where it is only that nobody is quoted."""

    certainty: Certainty
    evidence: tuple[Evidence, ...] = ()


def find_certainty(document: Document, stage: StageReading | None = None) -> CertaintyReading:
    """Return the certainty a text supports; `stage` is what it reports as reached.

    A document goes before everybody's word. A rumour in title or lead, or told before anybody with a name or an office
    is quoted, stays one whatever follows. Both vouch where the text says so, or where both are the subject of what two
    only do together, such as signing. Who quotes nobody at all tells a rumour, unless an act done is reported.
    """
    places = _document(document)
    if places:
        return _reading(document, Certainty.PRIMARY_DOCUMENT, places)
    quoted = tuple(_heard(document))
    first = quoted[0] if quoted else None
    rumour = next((q for q in quoted if q[0] is Attribution.ANONYMOUS), None)
    if rumour and (rumour is first or (_leads(document, rumour) and not _is_named_lead(document, first))):
        return _reading(document, Certainty.RUMOUR, rumour[1:])
    both = _both(document)
    if both:
        return _reading(document, Certainty.BOTH_PARTIES, both)
    named = next((q for q in quoted if q[0] is Attribution.NAMED), None)
    if named:
        return _reading(document, Certainty.ONE_PARTY, named[1:])
    return _unattributed(document, stage)


def _unattributed(document: Document, stage: StageReading | None) -> CertaintyReading:
    """Return the certainty of a text that quotes nobody: what is done is told as news, the rest as hearsay."""
    lead = document.text[: document.sentences[document.lead_end].end]
    hedge = _HEDGED.search(lead)
    done = stage is not None and stage.stage in _DONE and stage.evidence[0].sentence <= document.lead_end
    if done or _OPINION.search(document.title):
        return CertaintyReading(certainty=Certainty.ONE_PARTY, evidence=stage.evidence if stage and done else ())
    if hedge:
        return _reading(document, Certainty.RUMOUR, hedge.span())
    if len(document.sentences) > _LONG:
        return CertaintyReading(certainty=Certainty.RUMOUR)
    return CertaintyReading(certainty=Certainty.ONE_PARTY)


def _reading(document: Document, certainty: Certainty, place: tuple[int, int]) -> CertaintyReading:
    return CertaintyReading(certainty=certainty, evidence=(document.evidence(*place),))


def _leads(document: Document, quoted: Quoted) -> bool:
    return document.evidence(*quoted[1:]).sentence <= document.lead_end


def _is_named_lead(document: Document, first: Quoted | None) -> bool:
    return first is not None and first[0] is Attribution.NAMED and _leads(document, first)


def _document(document: Document) -> tuple[int, int] | None:
    """Return where the text says that it is or quotes a document: a notice, a filing, a release in the first person."""
    near = document.lead_end + _LEAD_MORE
    cue = next(
        (c for c in document.cues_of("certainty") if c.key == Certainty.PRIMARY_DOCUMENT and c.sentence <= near), None
    )
    if cue:
        return cue.start, cue.end
    release = _RELEASE.search(document.text, 0, document.sentences[min(near, len(document.sentences) - 1)].end)
    return release.span() if release else None


def _quoted(document: Document) -> Iterator[Quoted]:
    """Yield who is quoted, in the order of the text, with places in the full text."""
    for region in document.sentences:
        for kind, start, end in attributions(document.slice(region)):
            yield kind, start + region.start, end + region.start


def _heard(document: Document) -> Iterator[Quoted]:
    """Yield who is quoted up to the end of the lead, or up to the first with a name or an office behind it."""
    named = False
    for one in _quoted(document):
        if named and not _leads(document, one):
            return
        named = named or one[0] is Attribution.NAMED
        yield one


def _both(document: Document) -> tuple[int, int] | None:
    """Return the words by which both parties vouch, if they do."""
    near = document.lead_end + _LEAD_MORE
    published = document.article.published
    for region in document.sentences[: near + 1]:
        if published and any(int(year) < published.year for year in _YEAR.findall(document.slice(region))):
            # An agreement of years before does not vouch for the news.
            continue
        cue = next((c for c in document.cues_of("certainty", region.number) if c.key == Certainty.BOTH_PARTIES), None)
        place = (cue.start, cue.end) if cue else _by_both(document, region)
        if place:
            return place
    return None


def _by_both(document: Document, region: Region) -> tuple[int, int] | None:
    sentence = document.slice(region)
    said = _BOTH.search(sentence)
    if said:
        return said.start() + region.start, said.end() + region.start
    named = [m for m in document.mentions_in(region.number) if m.kind != EQUIPMENT and m.homes]
    for act in _TOGETHER.finditer(sentence):
        subject = [m for m in named if m.end - region.start <= act.start()]
        if _pair(document, subject[-4:]) and _acts(sentence, subject[-1].end - region.start, verb=act.start()):
            return act.start() + region.start, act.end() + region.start
    for passive in _BETWEEN.finditer(sentence):
        agents = [m for m in named if passive.end() <= m.start - region.start <= passive.end() + 2 * _GAP]
        if _pair(document, agents):
            return passive.start() + region.start, passive.end() - 1 + region.start
    return None


def _pair(document: Document, named: list[Mention]) -> bool:
    """Whether the names stand for two countries that the text joins."""
    for one, other in pairwise(named):
        between = document.text[one.end : other.start]
        if one.homes[0] != other.homes[0] and len(between) <= _GAP and _JOINED.search(between):
            return True
    return False


def _acts(sentence: str, subject_end: int, *, verb: int) -> bool:
    """Whether the verb is the subject's own, and done."""
    between = sentence[subject_end:verb]
    return len(between) <= _GAP and "," not in between and not _NOT_YET.search(between.casefold())
