"""The part each party plays: who gives, who gets, where the work is done; partners where no clause says."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bot.analysis.document import Cue, Document, Mention, Region
from bot.analysis.lexicon import EQUIPMENT
from bot.domain.vocabulary import CooperationType, PartyRole

_CLOSE = 3
_LEADING = re.compile(r"\W{1,3}(?:the |its |both )?")
_JOINT = re.compile(r"(?:['’]s)? ?(?:[-–/&,]|,? and|, and) ?(?:the )?")
_KNOW_HOW = re.compile(r"\b(licen[cs]e|technology|know-how|designs?|expertise)\b")
# "With transfer of technology", "the sale": no act of whoever was named last before.
_NOUN = re.compile(
    r"\b(?:with|of|for|the|an?|by|in|their|its|on|under|first|including|includes?|after|this|arms|weapons?) $",
    re.IGNORECASE,
)
Place = tuple[int, int, str]
Named = Sequence[tuple[str, Sequence[Mention]]]
_BEFORE = {"give": PartyRole.SUPPLIER, "take": PartyRole.RECIPIENT}
_AFTER = {"giver_after": PartyRole.SUPPLIER, "getter_after": PartyRole.RECIPIENT, "host": PartyRole.HOST}
_TOGETHER = frozenset({"joint_venture", "co_development", "agreement", "r_and_d"})


def roles(document: Document, named: Named) -> dict[str, PartyRole]:
    """Return a role for every country of `named`: the one most clauses speak for, earlier sentences counting more."""
    votes: defaultdict[str, Counter[PartyRole]] = defaultdict(Counter)
    sentences = {mention.sentence for _, mentions in named for mention in mentions}
    for number in sorted(sentences):
        places = sorted(
            (m.start, m.end, country) for country, mentions in named for m in mentions if m.sentence == number
        )
        for country, role in _clauses(document, document.sentences[number], places):
            votes[country][role] += 3 if number == 0 else 1
    for place, country, role in _origins(document, named):
        votes[country][role] += 2 if place < document.title_end else 1
    for place, country in _makers(document, {country for country, _ in named}):
        votes[country][PartyRole.SUPPLIER] += 2 if place < document.title_end else 1
    traded = any(cue.key == CooperationType.PROCUREMENT for cue in document.cues_of("type"))
    return _completed({country: _most(votes[country]) for country, _ in named}, traded=traded)


def _clauses(document: Document, region: Region, places: Sequence[Place]) -> Iterator[tuple[str, PartyRole]]:
    cues = [cue for cue in document.cues if cue.sentence == region.number]
    together = any(cue.family == "type" and cue.key in _TOGETHER for cue in cues)
    acts = any(cue.family in _BEFORE for cue in cues)
    for cue in cues:
        if cue.family in _BEFORE and not together and not _NOUN.search(document.text[region.start : cue.start]):
            yield from ((country, _BEFORE[cue.family]) for country in _subject(document, cue, places))
        elif cue.family in _AFTER and (acts or cue.family == "host" or _counts_arms(document, cue)):
            followers = _followers(document, cue, places)
            yield from ((country, _AFTER[cue.family]) for country in followers if _fits(cue, cues))


def _subject(document: Document, cue: Cue, places: Sequence[Place]) -> list[str]:
    """Return who stands nearest before `cue`, with those joined to it: the Netherlands and Austria order."""
    before = [place for place in places if place[1] <= cue.start]
    return _chain(document, before[::-1])


def _followers(document: Document, cue: Cue, places: Sequence[Place]) -> list[str]:
    """Return who stands right behind `cue`, with those joined to it: from France and Italy."""
    after = [place for place in places if place[0] >= cue.end]
    if not after or not _LEADING.fullmatch(document.text[cue.end : after[0][0]]):
        return []
    return _chain(document, after)


def _chain(document: Document, places: Sequence[Place]) -> list[str]:
    """Return the countries of the first place and of those joined to it one after the other, in either direction."""
    if not places:
        return []
    chain = [places[0]]
    for place in places[1:]:
        left, right = sorted((chain[-1], place))
        if left[1] < right[0] and not _JOINT.fullmatch(document.text[left[1] : right[0]]):
            break
        chain.append(place)
    return [country for _, _, country in chain]


def _counts_arms(document: Document, cue: Cue) -> bool:
    """Whether `cue` follows on arms: corvettes for Pakistan."""
    return cue.family == "getter_after" and any(0 <= cue.start - end <= _CLOSE for _, end in _arms(document))


def _arms(document: Document) -> list[tuple[int, int]]:
    arms = [(cue.start, cue.end) for cue in document.cues_of("sector")]
    return arms + [(m.start, m.end) for m in document.mentions if m.kind == EQUIPMENT]


def _fits(cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether a host is meant: a place counts only where something is made, kept or built."""
    return cue.family != "host" or any(other.key in ("co_production", "upgrade_mro") for other in cues)


def _origins(document: Document, named: Named) -> Iterator[tuple[int, str, PartyRole]]:
    """Yield what stands right before arms or know-how: Turkish drones, Sweden's Gripen, Italian technology.

    Who stands before equipment that is another's uses it: Pakistani MILGEM corvettes.
    """
    origins = {m.start: set(m.homes) for m in document.mentions if m.kind == EQUIPMENT}
    starts = {start for start, _ in _arms(document)}
    starts |= {match.start(1) for match in _KNOW_HOW.finditer(document.text)}
    places = sorted((m.start, m.end, c) for c, ms in named for m in ms if m.kind not in (EQUIPMENT, "name"))
    for number, (_, end, _country) in enumerate(places):
        thing = next((start for start in sorted(starts) if 0 < start - end <= _CLOSE), None)
        if thing is None:
            continue
        for country in _chain(document, places[number::-1]):
            home = origins.get(thing)
            foreign = bool(home) and country not in (home or ())
            yield thing, country, PartyRole.RECIPIENT if foreign else PartyRole.SUPPLIER


def _makers(document: Document, countries: set[str]) -> Iterator[tuple[int, str]]:
    """Yield the homes of the first equipment named in title and lead, where a party is none of them.

    Nothing is yielded where the work is shared, or where equipment of several homes is named: a foreign engine in an
    own aircraft.
    """
    made = [m for m in document.mentions if m.kind == EQUIPMENT and m.sentence <= document.lead_end and m.homes]
    shared = any(cue.key in _TOGETHER and cue.sentence <= 1 for cue in document.cues_of("type"))
    if shared or len({mention.homes for mention in made}) != 1 or not countries - set(made[0].homes):
        return
    for mention in made[:2]:
        yield from ((mention.start, home) for home in mention.homes if home in countries)


def _most(votes: Counter[PartyRole]) -> PartyRole:
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], list(PartyRole).index(vote[0])))
    return ranked[0][0] if ranked else PartyRole.PARTNER


def _completed(chosen: dict[str, PartyRole], *, traded: bool) -> dict[str, PartyRole]:
    """Return `chosen` with counterparts named.

    Where there is a supplier and nobody receives, who hosts part of the work of a purchase receives; of two parties,
    who faces a supplier is the recipient and who faces a recipient the supplier.
    """
    roles_given = set(chosen.values())
    if traded and PartyRole.SUPPLIER in roles_given and PartyRole.RECIPIENT not in roles_given:
        chosen = {c: PartyRole.RECIPIENT if role is PartyRole.HOST else role for c, role in chosen.items()}
    if len(chosen) != 2:
        return chosen
    (first, one), (second, other) = sorted(chosen.items())
    opposite = {PartyRole.SUPPLIER: PartyRole.RECIPIENT, PartyRole.RECIPIENT: PartyRole.SUPPLIER}
    if one in opposite and other is PartyRole.PARTNER:
        return {first: one, second: opposite[one]}
    if other in opposite and one is PartyRole.PARTNER:
        return {first: opposite[other], second: other}
    return chosen
