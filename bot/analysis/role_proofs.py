"""Whether a clause proves the part a country plays: a wrong seller misleads, a partner does not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.analysis.clauses import WISHED, Place
from bot.analysis.document import Cue, Document, Mention
from bot.analysis.lexicon import EQUIPMENT
from bot.analysis.look import ARMED_KINDS, ARMS
from bot.domain.vocabulary import CooperationType, PartyRole

_GIVES, _GETS, _HOSTS, _PARTNER = PartyRole.SUPPLIER, PartyRole.RECIPIENT, PartyRole.HOST, PartyRole.PARTNER
_OPPOSITE = {_GIVES: _GETS, _GETS: _GIVES, _HOSTS: _GIVES}
_SURE = 2.0
_PAIR = 2
_NO_TRADE = re.compile(
    r"\b(?:sanctioned|(?:impos\w+|slap\w*) (?:\w+ ){0,3}sanctions|sanctions (?:imposed )?(?:on|against)"
    r"|smuggl\w+|traffick\w+|seiz(?:e|es|ed|ure)|captur(?:ed|es)|stolen|shot down|shoots? down"
    r"|takeover|takes? over|merger|antitrust|stake in|shares? in"
    r"|(?:buy|acquir|purchas|bid for)\w* (?:[\w’'.-]+ ){0,5}"
    r"(?:shipyard|manufacturer|maker|company|firm|subsidiary|start-?up))\b",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"\b(?:partner(?:s|ing|ed|ship)?|join(?:s|ed|ing)? (?:hands|forces)|team(?:s|ed|ing)? up|teaming|joint(?:ly)?"
    r"|alliance|ally|co-?(?:develop|produc)\w*|together|collaborat\w+)\b",
    re.IGNORECASE,
)
_AS_PARTNER = re.compile(r"\bas (?:an? )?(?:[\w-]+ ){0,4}(?:ally|partner)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The part a clause of `sentence` gives to `country`; `proves` where such a sentence may prove it."""

    country: str
    role: PartyRole
    sentence: int
    weight: float
    proves: bool


def is_no_trade(sentence: str) -> bool:
    """Whether a sentence tells of sanctions, smuggling, captured arms or who owns a firm: nobody sells arms in it."""
    return _NO_TRADE.search(sentence) is not None


def is_armed(document: Document, number: int) -> bool:
    """Whether a sentence names arms, or is the title: who sells coal is no seller of arms."""
    return (
        number == 0
        or any(cue.family in ARMS for cue in document.cues_in(number))
        or any(m.kind in ARMED_KINDS for m in document.mentions_in(number))
    )


def is_shared(document: Document) -> bool:
    """Whether the title tells of a common work or of who buys a firm, and of no trade."""
    bought = {cue.key for cue in document.cues_of("type", 0)}
    if CooperationType.INVESTMENT_MA in bought and CooperationType.PROCUREMENT not in bought:
        return True
    if _AS_PARTNER.search(document.title):
        return True
    acts = any(_is_act(document, cue) for cue in document.cues_in(0))
    return not acts and _SHARED.search(document.title) is not None


def _is_act(document: Document, cue: Cue) -> bool:
    return cue.family in ("give", "take") and not WISHED.match(document.text, cue.start)


def proved(
    likely: Mapping[str, PartyRole], said: Sequence[Said], placed: Mapping[int, Sequence[Place]]
) -> dict[str, PartyRole]:
    """Return `likely` where it is proved: more clauses say so than say the opposite, one of them in a telling place.

    Who has no clause of its own, nor one against it, keeps its part beside the proved other side: in the sentence that
    proves that, or where these two are all.
    """
    told = {country: _told(country, role, said) for country, role in likely.items()}
    own = {
        country: role
        for country, role in told.items()
        if _is_proved(country, role, said, most=_SURE if role is not likely[country] else 1.0)
    }
    likely = {**likely, **own}
    return {
        country: role if country in own or _is_beside(country, likely, own=own, said=said, placed=placed) else _PARTNER
        for country, role in likely.items()
    }


def _told(country: str, likely: PartyRole, said: Sequence[Said]) -> PartyRole:
    """Return the part most clauses give to `country`, the likely one where they are as many or it is a partner's."""
    if likely is _PARTNER:
        return likely
    return max((likely, _GIVES, _GETS), key=lambda role: _weight(country, {role}, said))


def _is_proved(country: str, role: PartyRole, said: Sequence[Said], *, most: float) -> bool:
    if role is _PARTNER:
        return False
    # Who hosts part of the work receives, and who receives may be told as a host.
    alike = {role, _GETS} if role is _HOSTS else {role}
    speaks = _weight(country, alike, said)
    against = _weight(country, {_OPPOSITE[role]}, said)
    told = any(vote.proves and vote.country == country and vote.role in alike for vote in said)
    return told and speaks >= most and speaks > most * against


def _weight(country: str, parts: set[PartyRole], said: Sequence[Said]) -> float:
    return sum(vote.weight for vote in said if vote.country == country and vote.role in parts)


def _is_beside(
    country: str,
    likely: Mapping[str, PartyRole],
    *,
    own: Mapping[str, PartyRole],
    said: Sequence[Said],
    placed: Mapping[int, Sequence[Place]],
) -> bool:
    """Whether `country` is the other side of one that is proved, and nothing tells against it."""
    role = likely[country]
    if role is _PARTNER or _weight(country, {_OPPOSITE[role]}, said) > _weight(country, {role}, said):
        return False
    if role is _GETS and len(likely) > _PAIR and not _weight(country, {_GETS}, said):
        return False  # of several, one that no clause names as a buyer may be anybody
    others = {other for other, part in own.items() if _faces(part, role)}
    if others and len(likely) == _PAIR:
        return True
    sentences = {
        vote.sentence for vote in said if vote.proves and vote.country in others and vote.role is own[vote.country]
    }
    return any(
        place.country == country and (role is _GIVES or place.kind != EQUIPMENT)
        for number in sentences
        for place in placed[number]
    )


def _faces(one: PartyRole, other: PartyRole) -> bool:
    return (one is _GIVES) != (other is _GIVES)


def apart(
    document: Document, named: Sequence[tuple[str, Sequence[Mention]]], found: Mapping[str, PartyRole]
) -> dict[str, PartyRole]:
    """Return `found` with those as partners who are said to sell each other what is the work of both."""
    shared = [
        set(m.homes)
        for _, mentions in named
        for m in mentions
        if m.kind == EQUIPMENT and m.sentence <= document.lead_end and len(m.homes) > 1
    ]
    makers = [homes for homes in shared if {found.get(home) for home in homes} >= {_GIVES, _GETS}]
    joint = {home for homes in makers for home in homes}
    outside = any(part is _GETS and country not in joint for country, part in found.items())
    return {
        country: _PARTNER if country in joint and not (outside and part is _GIVES) else part
        for country, part in found.items()
    }
