"""What the clauses of a sentence say of the part a country plays: who gives, who gets, whose arms, whose tender."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.analysis.document import Cue, Document, Region
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.domain.vocabulary import PartyRole
from summarizers.reading import is_negated
from summarizers.reading.spans import Span

_GIVES, _GETS, _HOSTS = PartyRole.SUPPLIER, PartyRole.RECIPIENT, PartyRole.HOST
_REACH = 60
_JOINT = re.compile(r"(?:['’]s)? ?(?:[-–/&,]|,? and|, and) ?(?:the )?")
_LEADING = re.compile(r"\W{1,3}(?:the |its |both )?")
_INDIRECT = re.compile(r" (?:the )?")
_OBLIQUE = re.compile(r"\b(?:from|to|for|in|with|by|at|on|against|over|after|than)\s(?:the |its )?$", re.IGNORECASE)
# "With transfer of technology", "the sale": no act of whoever was named last before.
_NOUN = re.compile(
    r"\b(?:with|of|for|the|an?|by|in|their|its|on|under|first|including|includes?|after|this|arms|weapons?|export"
    r"|follow-on|repeat) $",
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
    r"(?:['’]s)?(?:[ -](?!(?:firms?|compan(?:y|ies)|makers?|contractors?|giants?|industry|shipbuilders?|yards?)\b)"
    + _PLAIN
    + r"){0,4}? (?:contracts?|tenders?|orders?|competitions?|bids?|requirements?|needs?|programmes?"
    r"|programs?|projects?|fleets?|RFPs?|RFIs?|purchases?|acquisition|procurement|market|demand)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:['’]s)?(?:-(?:made|built|supplied|designed|developed|manufactured|origin))?[ -](?:" + _PLAIN + r"[ -]){0,2}",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"(?: \([A-Z]+\))?[- ](?:made|built|supplied|designed|developed|manufactured|origin|owned)\b", re.IGNORECASE
)
_MODEL = re.compile(r"(?:['’]s)? [A-Z][\w-]*\d")
_WARES = re.compile(
    r"(?:['’]s)?[ -](?:"
    + _PLAIN
    + r" ){0,2}?(?:systems?|equipment|weapons?|arms|munitions|licen[cs]e|technology|know-how"
    r"|designs?|expertise)\b(?! (?:ministr|sales|exports|deals?|purchases?))",
    re.IGNORECASE,
)


# "$25 billion U.S. arms purchase": by another, of what the country named sells.
_BOUGHT_OF = re.compile(
    r" (?:arms|weapons?|defen[cs]e|military)(?: \w+)? (?:purchases?|acquisition|procurement)", re.IGNORECASE
)
# "Poland's new submarines" are not Poland's to sell.
_TO_COME = re.compile(r"['’]s (?:new|next|future|planned|first|second|upcoming|own|age?ing)\b", re.IGNORECASE)
_PAIR = 2
_SIGNED = re.compile(
    r"\b(?:sign|agree|seal|conclude|ink)\w* .*?\b(?:contracts?|deals?|orders?|purchases?)\b", re.IGNORECASE
)
_TRADE = re.compile(
    r"\b(?:contracts?|deals?|orders?|purchases?|sales?|gets?|getting|arms exports|replac(?:es?|ing|ed) .* (?:with|by)"
    r"|will (?:take|replace))\b",
    re.IGNORECASE,
)
WISHED = re.compile(r"eye|look|interest|seek|want|target|keen", re.IGNORECASE)
_KIND_OF = re.compile(r"[ -](?:type|style|like)\b", re.IGNORECASE)
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
    told = [cue for cue in cues if cue.family in ("give", "take")]
    acts = [cue for cue in told if not _is_denied(document, region, cue)]
    if told and not acts:
        return
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
    yield from _dealt(document, direct)
    yield from _signed(document, region, direct)
    owned = list(_demanded(document, region, direct, acts=acts, things=[start for start, _ in things]))
    # Whose wares they are says who sells only where somebody trades: not "Taiwan's drone industry".
    traded = bool(acts or _TRADE.search(document.slice(region))) or any(role is _GETS for _, role in owned)
    yield from ((country, role) for country, role in owned if traded or role is not _GIVES)


def _is_denied(document: Document, region: Region, cue: Cue) -> bool:
    return is_negated(document.slice(region), Span(cue.start - region.start, cue.end - region.start))


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
    if active is _GETS:
        # "The MQ-9B purchase": what is bought buys nothing.
        subject = _subject(document, cue, _buyers(text, places, verb))
    yield from ((country, active) for country in subject)
    after = next((place for place in places if place.start >= cue.end), None) if cue.family == "give" else None
    if (
        after
        and after.kind not in ("demonym", EQUIPMENT)
        and _INDIRECT.fullmatch(text, cue.end, after.start)
        and not _owns(text, after)
    ):
        yield after.country, _GETS


def _buyers(text: str, places: Sequence[Place], verb: str) -> list[Place]:
    """Return who may buy: no equipment, nor who made it, and no firm that only has an eye on something."""
    wished = WISHED.match(verb)
    return [
        place
        for place in places
        if place.kind != EQUIPMENT and not (wished and place.is_maker) and not _ORIGIN.match(text, place.end)
    ]


def _owns(text: str, place: Place) -> bool:
    return text[place.end : place.end + 2] in ("'s", "’s", "-m", "-b") or bool(_KIND_OF.match(text, place.end))


def _is_passive(document: Document, cue: Cue, before: str) -> bool:
    text, verb = document.text, document.text[cue.start : cue.end]
    if not _PARTICIPLE.fullmatch(verb):
        return False
    if _CHOICE.match(verb) and _TO.match(text, cue.end):  # "Spain picked to build"
        return True
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
    if role is _GETS and _is_ware(document.text, after[0]):
        return
    if role is _GETS and awarded and document.text[cue.start : cue.end].lower() == "to":
        role = _GIVES
    yield from ((country, role) for country in chain(document, after))


def _is_ware(text: str, place: Place) -> bool:
    """Whether the name only tells whose a thing is: "for a German-made engine", "for Klimov RD-33 engines"."""
    return bool(_ORIGIN.match(text, place.end) or (place.is_maker and _MODEL.match(text, place.end)))


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
        made = _ORIGIN.match(text, place.end)
        asked = (
            (place.kind != ORGANISATION or _owns(text, place)) and not made and _DEMAND.match(text, place.end, reach)
        )
        to_come = None if asked else _TO_COME.match(text, place.end)
        if _BOUGHT_OF.match(text, place.end) or to_come:
            if to_come and text[to_come.end() + 1 : to_come.end() + 2].isupper() and to_come.end() + 1 == reach:
                yield place.country, _GETS  # "Peru's new Spanish frigates"
            continue
        if asked:
            yield from ((country, _GETS) for country in joined)
            continue
        thing = next((start for start in things if place.end <= start < end), None)
        if thing is not None and _OWN.fullmatch(text, place.end, thing):
            homes = origins.get(thing, set())
            maker = place.is_maker or made
            yield from (
                (country, _GETS if homes and country not in homes and not maker else _GIVES) for country in joined
            )
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
        elif not other.is_maker and _SERVES.search(before) and not _ORIGIN.match(document.text, other.end):
            yield one.country, _GIVES
            yield from ((other.country, _GETS) for _ in range(2))


def _signed(document: Document, region: Region, places: Sequence[Place]) -> Iterator[tuple[str, PartyRole]]:
    """Yield the parts of two who sign for what one of them makes: India and France sign a contract for 26 Rafale."""
    named = {place.country for place in places}
    homes = {m.homes for m in document.mentions_in(region.number) if m.kind == EQUIPMENT}
    if len(named) != _PAIR or len(homes) != 1 or not _SIGNED.search(document.slice(region)):
        return
    (makers,) = homes
    if len(makers) == 1 and makers[0] in named:
        yield from ((country, _GIVES if country in makers else _GETS) for country in sorted(named))
