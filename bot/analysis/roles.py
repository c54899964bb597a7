"""The part each party plays: who gives, who gets, where the work is done; partners where no clause says."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.analysis.clauses import FORCES, Place, said_of
from bot.analysis.document import Document, Mention
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.analysis.role_proofs import Said, apart, is_armed, is_no_trade, is_shared, proved
from bot.domain.vocabulary import CooperationType, PartyRole

Votes = dict[PartyRole, float]
Named = Sequence[tuple[str, Sequence[Mention]]]
_TOGETHER = frozenset({"joint_venture", "co_development", "r_and_d"})
_TITLE, _BODY = 3.0, 1.0
_SURE = 0.9
_GIVES, _GETS = PartyRole.SUPPLIER, PartyRole.RECIPIENT
_OPPOSITE = {_GIVES: _GETS, _GETS: _GIVES}
_MADE, _FIRM, _FORCE, _SHARED = 1.0, 0.3, 0.5, 2.0
_FORCE_BEHIND = re.compile(
    r"(?:['’]s)? (?:navy|army|air force|armed forces|armed services|marines?|coast guard|military|forces)\b",
    re.IGNORECASE,
)


def roles(document: Document, named: Named) -> dict[str, PartyRole]:
    """Return a role for every country of `named`: what speaks most for, where a clause proves it, else a partner.

    The title counts three times. Hints (a maker, a force, equipment's home) and what counterparts leave over only say
    what to look for: who is shown to sell or to buy stands in a clause of trade, or beside the other side of one.
    """
    if is_shared(document):
        return {country: PartyRole.PARTNER for country, _ in named}
    places = _placed(document, named)
    said = tuple(_said(document, places))
    votes: dict[str, Votes] = {country: defaultdict(float) for country, _ in named}
    for vote in said:
        votes[vote.country][vote.role] += vote.weight
    for country, role, weight in _hints(document, named):
        votes[country][role] += weight
    traded = any(cue.key == CooperationType.PROCUREMENT for cue in document.cues_of("type"))
    likely = _completed(votes, traded=traded)
    return apart(document, named, proved(likely, said, places))


def _placed(document: Document, named: Named) -> dict[int, list[Place]]:
    """Return by number of sentence who is named where, in order; not in one that tells of no trade."""
    placed: defaultdict[int, list[Place]] = defaultdict(list)
    for country, mentions in named:
        for m in mentions:
            placed[m.sentence].append(Place(start=m.start, end=m.end, country=country, kind=m.kind, key=m.key))
    return {
        number: sorted(placed[number], key=lambda place: (place.start, place.country))
        for number in sorted(placed)
        if not is_no_trade(document.slice(document.sentences[number]))
    }


def _said(document: Document, placed: Mapping[int, Sequence[Place]]) -> Iterator[Said]:
    """Yield what the clauses of every sentence say."""
    armed = document.deal_sentences | {number for number in range(document.lead_end + 1) if is_armed(document, number)}
    for number, places in placed.items():
        ahead = number <= document.lead_end
        weight = _TITLE if number == 0 else _BODY if ahead else _BODY / 2
        for country, role in said_of(document, document.sentences[number], places):
            proves = number in armed and (ahead or role is not PartyRole.HOST)
            yield Said(country=country, role=role, sentence=number, weight=weight, proves=proves)


def _hints(document: Document, named: Named) -> Iterator[tuple[str, PartyRole, float]]:
    """Yield what speaks weakly: a maker sells, a force buys, equipment comes from its home, a joint work is shared."""
    made: set[tuple[str, str]] = set()
    lead_end = document.lead_end
    for country, mentions in named:
        for mention in mentions:
            weight = _TITLE if mention.sentence == 0 else _BODY
            if mention.kind == EQUIPMENT:
                if (country, mention.key) not in made and mention.sentence <= lead_end:
                    yield country, PartyRole.SUPPLIER, _MADE * weight
                made.add((country, mention.key))
            elif (mention.kind == ORGANISATION and FORCES.search(mention.key)) or (
                mention.is_country and _FORCE_BEHIND.match(document.text, mention.end)
            ):
                yield country, PartyRole.RECIPIENT, _FORCE * weight
            elif mention.kind == ORGANISATION:
                yield country, PartyRole.SUPPLIER, _FIRM * weight
    shared = [cue for cue in document.cues_of("type") if cue.key in _TOGETHER and cue.sentence <= 1]
    if shared:
        weight = _TITLE if shared[0].sentence == 0 else _BODY
        yield from ((country, PartyRole.PARTNER, _SHARED * weight) for country, _ in named)


def _most(votes: Votes, *, least: float = _SURE) -> PartyRole | None:
    """Return the part most speaks for, None where less than `least` does."""
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], list(PartyRole).index(vote[0])))
    return ranked[0][0] if ranked and ranked[0][1] >= least else None


def _completed(votes: Mapping[str, Votes], *, traded: bool) -> dict[str, PartyRole]:
    """Return a role for every country: that of its clauses, else the one its counterparts leave to it.

    Somebody gives where somebody gets. Where all are said to do the same, the one for whom least speaks does the other;
    beside several bidders and one buyer, or several buyers and one maker, who is left is of the many. In a trade weak
    hints decide then, and who hosts part of the work receives.
    """
    sure = {country: role for country in votes if (role := _most(votes[country]))}
    given = set(sure.values())
    if traded and _GIVES in given and _GETS not in given:
        sure = {country: _GETS if role is PartyRole.HOST else role for country, role in sure.items()}
        given = set(sure.values())
    rest = [country for country in votes if country not in sure]
    if len(given) == 1 and given < _OPPOSITE.keys():
        (one,) = given
        if rest:
            return sure | dict.fromkeys(rest, _OPPOSITE[one])
        if len(sure) > 1:
            odd = min(
                sure,
                key=lambda country: (votes[country].get(one, 0.0) - votes[country].get(_OPPOSITE[one], 0.0), country),
            )
            return {**sure, odd: _OPPOSITE[one]}
    left = _many(sure) if traded else PartyRole.PARTNER
    return sure | {country: (traded and _most(votes[country], least=0.0)) or left for country in rest}


def _many(sure: Mapping[str, PartyRole]) -> PartyRole:
    """Return the part of the many where one faces several, else that of a partner."""
    counted = Counter(sure.values())
    if counted[_GETS] == 1 and counted[_GIVES] > 1:
        return _GIVES
    return _GETS if counted[_GIVES] == 1 and counted[_GETS] > 1 else PartyRole.PARTNER
