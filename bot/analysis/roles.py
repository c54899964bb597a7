"""The part each party plays: who gives, who gets, where the work is done; partners where no clause says."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bot.analysis.document import Cue, Document, Mention, Region
from bot.analysis.lexicon import EQUIPMENT
from bot.domain.vocabulary import PartyRole

_CLOSE = 3
Named = Sequence[tuple[str, Sequence[Mention]]]
_BEFORE = {"give": PartyRole.SUPPLIER, "take": PartyRole.RECIPIENT}
_AFTER = {"giver_after": PartyRole.SUPPLIER, "getter_after": PartyRole.RECIPIENT, "host": PartyRole.HOST}
_TOGETHER = frozenset({"joint_venture", "co_development", "agreement", "r_and_d"})


def roles(document: Document, named: Named) -> dict[str, PartyRole]:
    """Return a role for every country of `named`: the one most clauses speak for, earlier sentences counting more."""
    votes: defaultdict[str, Counter[PartyRole]] = defaultdict(Counter)
    countries = {country for country, _ in named}
    sentences = {mention.sentence for _, mentions in named for mention in mentions}
    for number in sorted(sentences):
        places = sorted(
            (m.start, m.end, country) for country, mentions in named for m in mentions if m.sentence == number
        )
        for country, role in _clauses(document, document.sentences[number], places):
            votes[country][role] += 3 if number == 0 else 1
    for mention, country in _origins(document, countries):
        votes[country][PartyRole.SUPPLIER] += 2 if mention.sentence == 0 else 1
    chosen = {country: _most(votes[country]) for country in countries}
    return _completed(chosen)


def _clauses(
    document: Document, region: Region, places: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[str, PartyRole]]:
    cues = [cue for cue in document.cues if cue.sentence == region.number]
    together = any(cue.family == "type" and cue.key in _TOGETHER for cue in cues)
    acts = [cue for cue in cues if cue.family in _BEFORE]
    for cue in cues:
        if cue.family in _BEFORE and not together:
            yield from ((country, _BEFORE[cue.family]) for country in _subject(cue, places))
        elif cue.family in _AFTER and (acts or cue.family == "host"):
            follower = [c for start, _, c in places if 0 <= start - cue.end <= _CLOSE]
            yield from ((country, _AFTER[cue.family]) for country in follower if _fits(cue, cues))


def _subject(cue: Cue, places: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return who stands nearest before `cue`."""
    before = [(end, country) for _, end, country in places if end <= cue.start]
    return [country for end, country in before if end == before[-1][0]] if before else []


def _fits(cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether a host is meant: a place counts only where something is made, kept or built."""
    return cue.family != "host" or any(other.key in ("co_production", "upgrade_mro") for other in cues)


def _origins(document: Document, countries: set[str]) -> Iterator[tuple[Mention, str]]:
    """Yield demonyms and makers right before equipment: Turkish drones, Sweden's Gripen."""
    arms = [cue.start for cue in document.cues_of("sector")]
    arms += [mention.start for mention in document.mentions if mention.kind == EQUIPMENT]
    for mention in document.mentions:
        if mention.kind != EQUIPMENT and any(0 < start - mention.end <= _CLOSE for start in arms):
            yield from ((mention, home) for home in mention.homes if home in countries and mention.kind != "name")


def _most(votes: Counter[PartyRole]) -> PartyRole:
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], list(PartyRole).index(vote[0])))
    return ranked[0][0] if ranked else PartyRole.PARTNER


def _completed(chosen: dict[str, PartyRole]) -> dict[str, PartyRole]:
    """Return `chosen` with the counterpart named: of two parties, who faces a supplier is the recipient and so on."""
    if len(chosen) != 2:
        return chosen
    (first, one), (second, other) = sorted(chosen.items())
    opposite = {PartyRole.SUPPLIER: PartyRole.RECIPIENT, PartyRole.RECIPIENT: PartyRole.SUPPLIER}
    if one in opposite and other is PartyRole.PARTNER:
        return {first: one, second: opposite[one]}
    if other in opposite and one is PartyRole.PARTNER:
        return {first: opposite[other], second: other}
    return chosen
