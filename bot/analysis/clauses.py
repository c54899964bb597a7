"""What the clauses of a sentence say of the part a country plays: who gives, who gets, whose arms, whose tender."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.analysis.document import Cue, Document, Region
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.domain.vocabulary import PartyRole

_GIVES, _GETS, _HOSTS = PartyRole.SUPPLIER, PartyRole.RECIPIENT, PartyRole.HOST
_REACH = 60
_JOINT = re.compile(r"(?:['’]s)? ?(?:[-–/&,]|,? and|, and) ?(?:the )?")
_LEADING = re.compile(r"\W{1,3}(?:the |its |both )?")
_INDIRECT = re.compile(r" (?:the )?")
_OBLIQUE = re.compile(r"\b(?:from|to|for|in|with|by|at|on|against|over|after|than)\s(?:the |its )?$", re.IGNORECASE)
# "With transfer of technology", "the sale": no act of whoever was named last before.
_NOUN = re.compile(
    r"\b(?:with|of|for|the|an?|by|in|their|its|on|under|first|including|includes?|after|this|arms|weapons?) $",
    re.IGNORECASE,
)
_BE = re.compile(r"\b(?:be|been|being|is|are|was|were|get|gets|got)(?: \w+ly)? $", re.IGNORECASE)
_HAVE = re.compile(r"\b(?:has|have|had)(?: \w+)? $", re.IGNORECASE)
_BY = re.compile(r" by\b", re.IGNORECASE)
_TO = re.compile(r" (?:to|for)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\w+(?:ed|ought|old|osen|ent)$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[A-Z][\w.]+(?: (?:has|have|had|also|already|recently))* $")
_CHOICE = re.compile(r"(?:select|chos|pick|shortlist)\w*$", re.IGNORECASE)
_AWARD = re.compile(r"award\w*$", re.IGNORECASE)
_PLAIN = r"(?!(?:for|to|from|of|in|on|with|by|and|as|at|will|is|are|has|have|says?|said|wins?|signs?)\b)[\w’'/-]+"
_DEMAND = re.compile(
    r"(?:['’]s)?(?:[ -]"
    + _PLAIN
    + r"){0,4}? (?:contracts?|tenders?|orders?|competitions?|bids?|requirements?|needs?|programmes?"
    r"|programs?|projects?|fleets?|RFPs?|RFIs?|purchases?|acquisition|procurement|market|demand)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:['’]s)?(?:-(?:made|built|supplied|designed|origin))?[ -](?:" + _PLAIN + r"[ -]){0,2}", re.IGNORECASE
)
_WARES = re.compile(
    r"(?:['’]s)?[ -](?:"
    + _PLAIN
    + r" ){0,2}?(?:systems?|equipment|weapons?|arms|munitions|licen[cs]e|technology|know-how"
    r"|designs?|expertise)\b(?! (?:ministr|sales|exports|deals?|purchases?))",
    re.IGNORECASE,
)


_CONTRACT_WITH = re.compile(r"\b(?:contracts?|orders?|deals?)\b[^;.]{0,40}? with (?:the )?$", re.IGNORECASE)
_SERVES = re.compile(
    r"\b(?:upgrad|overhaul|refit|repair|moderni[sz]|maintain|refurbish|servic)\w* (?:the |an? )?$", re.IGNORECASE
)
FORCES = re.compile(r"\b(?:Force|Forces|Navy|Army|Ministry|Marines?|Guard|Corps|Bundeswehr|Bundesmarine|Command)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A party named at `start`:`end` of the text, by a mention of `kind`."""

    start: int
    end: int
    country: str
    kind: str
    key: str = ""

    @property
    def is_maker(self) -> bool:
        """Whether a firm is named rather than a state or its forces."""
        return self.kind == ORGANISATION and not FORCES.search(self.key)


def said_of(document: Document, region: Region, places: Sequence[Place]) -> Iterator[tuple[str, PartyRole]]:
    """Yield every part a clause of the sentence `region` gives to one of `places`, which are in order."""
    cues = document.cues_in(region.number)
    direct = [place for place in places if place.kind != EQUIPMENT]
    acts = [cue for cue in cues if cue.family in ("give", "take")]
    things = _arms(document, region)
    awarded = any(_AWARD.search(document.text[cue.start : cue.end]) for cue in acts)
    for cue in acts:
        if not _NOUN.search(document.text[region.start : cue.start]):
            yield from _acted(document, region, cue, places)
    for cue in cues:
        if cue.family in ("giver_after", "getter_after", "host") and (
            acts or cue.family == "host" or _behind(things, cue)
        ):
            yield from _followed(document, cue, direct, cues=cues, awarded=awarded)
    yield from _demanded(document, region, direct, acts=acts, things=[start for start, _ in things])
    yield from _dealt(document, direct)


def _acted(document: Document, region: Region, cue: Cue, places: Sequence[Place]) -> Iterator[tuple[str, PartyRole]]:
    """Yield the parts of subject and indirect object of the verb `cue`, active or passive."""
    text = document.text
    verb, before = text[cue.start : cue.end], text[region.start : cue.start]
    subject = _subject(document, cue, places)
    active = _GIVES if cue.family == "give" else _GETS
    if _AWARD.search(verb):
        active = _GETS if _HAVE.search(before) or verb.lower() == "awards" else _GIVES
    elif _is_passive(document, cue, before):
        if _CHOICE.match(verb):
            yield from ((country, _GIVES) for country in subject)
        return
    yield from ((country, active) for country in subject)
    after = next((place for place in places if place.start >= cue.end), None) if cue.family == "give" else None
    if after and after.kind != "demonym" and _INDIRECT.fullmatch(text, cue.end, after.start) and not _owns(text, after):
        yield after.country, _GETS


def _owns(text: str, place: Place) -> bool:
    return text[place.end : place.end + 2] in ("'s", "’s", "-m", "-b")


def _is_passive(document: Document, cue: Cue, before: str) -> bool:
    text = document.text
    if not _PARTICIPLE.fullmatch(text[cue.start : cue.end]):
        return False
    return bool(_BE.search(before) or _BY.match(text, cue.end) or (_TO.match(text, cue.end) and not _near(before)))


def _near(before: str) -> bool:
    """Whether a subject may stand right before: "Türkiye delivered to", not "drones delivered to"."""
    return bool(_NAME_BEFORE.search(before))


def _subject(document: Document, cue: Cue, places: Sequence[Place]) -> list[str]:
    """Return who stands before `cue` and not behind a preposition, with those joined to it."""
    text = document.text
    before = [place for place in places if place.end <= cue.start]
    while before and _OBLIQUE.search(text[max(before[-1].start - 14, 0) : before[-1].start]):
        before.pop()
    return chain(document, before[::-1])


def _followed(
    document: Document, cue: Cue, places: Sequence[Place], *, cues: Sequence[Cue], awarded: bool
) -> Iterator[tuple[str, PartyRole]]:
    """Yield the part of who stands right behind a preposition, with those joined to it: from France and Italy."""
    after = [place for place in places if place.start >= cue.end]
    if not after or not _LEADING.fullmatch(document.text[cue.end : after[0].start]):
        return
    role = {"giver_after": _GIVES, "getter_after": _GETS, "host": _HOSTS}[cue.family]
    if role is _HOSTS and not any(other.key in ("co_production", "upgrade_mro") for other in cues):
        return
    if role is _GETS and awarded and document.text[cue.start : cue.end].lower() == "to":
        role = _GIVES
    yield from ((country, role) for country in chain(document, after))


def chain(document: Document, places: Sequence[Place]) -> list[str]:
    """Return the countries of the first place and of those joined to it one after the other, in either direction."""
    if not places:
        return []
    linked = [places[0]]
    for place in places[1:]:
        left, right = sorted((linked[-1], place), key=lambda p: p.start)
        if left.end < right.start and not _JOINT.fullmatch(document.text[left.end : right.start]):
            break
        linked.append(place)
    return [place.country for place in linked]


def _arms(document: Document, region: Region) -> list[tuple[int, int]]:
    """Return the places of arms in a sentence: equipment by name, and words of a sector."""
    found = [(cue.start, cue.end) for cue in document.cues_of("sector", region.number)]
    return sorted(found + [(m.start, m.end) for m in document.mentions_in(region.number) if m.kind == EQUIPMENT])


def _behind(things: Sequence[tuple[int, int]], cue: Cue) -> bool:
    """Whether `cue` follows on arms: corvettes for Pakistan, drones from Türkiye."""
    return any(0 <= cue.start - end <= 3 for _, end in things)


def _demanded(
    document: Document, region: Region, places: Sequence[Place], *, acts: Sequence[Cue], things: Sequence[int]
) -> Iterator[tuple[str, PartyRole]]:
    """Yield whose order, tender or programme it is, and whose wares: Indian submarine tender, Turkish drones.

    Who stands before equipment that is another's uses it: Pakistani MILGEM corvettes.
    """
    text = document.text
    origins = {m.start: set(m.homes) for m in document.mentions_in(region.number) if m.kind == EQUIPMENT}
    names = [m.start for m in document.mentions_in(region.number) if m.kind != EQUIPMENT]
    for number, place in enumerate(places):
        joined = chain(document, places[number::-1])
        reach = min((start for start in names if start >= place.end), default=region.end)
        end = min((cue.start for cue in acts if place.end <= cue.start < reach), default=reach)
        if (place.kind != ORGANISATION or _owns(text, place)) and _DEMAND.match(text, place.end, reach):
            yield from ((country, _GETS) for country in joined)
            continue
        thing = next((start for start in things if place.end <= start < end), None)
        if thing is not None and _OWN.fullmatch(text, place.end, thing):
            homes = origins.get(thing, set())
            yield from ((country, _GETS if homes and country not in homes else _GIVES) for country in joined)
        elif _WARES.match(text, place.end, end):
            yield from ((country, _GIVES) for country in joined)


def _dealt(document: Document, places: Sequence[Place]) -> Iterator[tuple[str, PartyRole]]:
    """Yield the parts in a firm's contract with a state, either way round, and in work on another's equipment."""
    for one, other in pairwise(places):
        before = document.text[max(one.end, other.start - _REACH) : other.start]
        if one.country == other.country:
            continue
        if one.is_maker != other.is_maker and _CONTRACT_WITH.search(before):
            yield (one if one.is_maker else other).country, _GIVES
            yield (other if one.is_maker else one).country, _GETS
        elif not other.is_maker and _SERVES.search(before):
            yield one.country, _GIVES
            yield from ((other.country, _GETS) for _ in range(2))
