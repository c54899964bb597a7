"""Who gives and who gets: a sale told the other way round than the sources tell it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from summarizers.gate.findings import ROLE, Finding
from summarizers.gate.lines import Line
from summarizers.gate.names import Party
from summarizers.reading.abbreviations import word_set

_MOST_PARTIES, _SHOWN = 8, 90
# How far a party may stand from its verb, and what may lie between: another party may not. The patterns write such a
# gap as an at sign, and one without a word for winning as a hash: who wins an order from somebody gives.
_NEAR, _FAR = "[^§;]{0,90}?", "[^§;]{0,160}?"
_A, _B = r"§(?P<a>\d+)§(?:['’]s?)?", r"§(?P<b>\d+)§(?:['’]s?)?"
_GET = (
    r"\b(?:buy|buys|bought|buying|purchas(?:e|es|ed|ing)|orders?|ordered|ordering|acquir(?:e|es|ed|ing)|"
    r"procur(?:e|es|ed|ing)|import(?:s|ed|ing)?|receiv(?:e|es|ed|ing)|get|gets|got|getting|obtain(?:s|ed|ing)?|"
    r"leas(?:es|ed|ing)|takes? delivery|took delivery)\b"
)
_GIVE = (
    r"\b(?:sell|sells|sold|selling|suppl(?:y|ies|ied|ying)|export(?:s|ed|ing)?|deliver(?:s|ed|ing)?|"
    r"provid(?:e|es|ed|ing)|ship(?:s|ped|ping)|donat(?:e|es|ed|ing)|transfer(?:s|red|ring)?|hand(?:s|ed|ing)? over|"
    r"giv(?:e|es|ing)|gave|given|send|sends|sent|sending|lend|lends|lent|offer(?:s|ed|ing)?)\b"
)
_ARM = (
    r"\b(?:suppl(?:y|ies|ied|ying)|sell|sells|sold|selling|giv(?:e|es|ing)|gave|provid(?:e|es|ed|ing)|"
    r"equip(?:s|ped|ping)?|arm(?:s|ed|ing)?|send|sends|sent|offer(?:s|ed|ing)?|lend|lends|lent)\b"
)
_SOLD = (
    r"\b(?:sold|supplied|exported|delivered|provided|shipped|donated|transferred|handed over|given|sent|leased|"
    r"offered|built|made)\b"
)
_BOUGHT = r"\b(?:bought|purchased|ordered|acquired|procured|imported|received|obtained|leased)\b"
_SALE = r"\b(?:sales?|exports?|deliver(?:y|ies)|suppl(?:y|ies)|shipments?|transfers?|donations?)\b"
_PURCHASE = r"\b(?:purchases?|orders?|acquisitions?|procurements?|imports?)\b"
_WIN = (
    r"\b(?:won|wins?|winning|receiv(?:e|es|ed|ing)|secur(?:e|es|ed|ing)|got|gets?|land(?:s|ed)|bag(?:s|ged)|"
    r"obtain(?:s|ed)|clinch(?:es|ed))\b"
)
_ORDER = r"\b(?:orders?|contracts?|deals?|requests?|payments?)\b"
_AWARD = r"\b(?:award(?:s|ed|ing)?|plac(?:e|es|ed|ing)|gives?|gave|given|hand(?:s|ed)|grant(?:s|ed))\b"
_BE = r"\b(?:is|are|was|were|be|been|being)\b"
# a gives, b gets; of two ways to read one pair the earlier stands.
_SAID = (
    rf"{_A}@{_WIN}@{_ORDER}@\b(?:from|with)\b@{_B}",
    rf"{_B}@{_AWARD}@{_ORDER}@\b(?:to|with)\b@{_A}",
    rf"{_B}@{_AWARD}\s+{_A}@{_ORDER}",
    rf"{_A}@{_BE}\s+(?:awarded|given|handed|granted)\b@{_ORDER}@\bby\b@{_B}",
    rf"{_B}#{_GET}(?!@@{_ORDER})@\bfrom\b@{_A}",
    rf"{_A}@{_GIVE}(?!@@{_ORDER})@\b(?:to|for)\b@{_B}",
    rf"{_A}@{_ARM}\s+(?:the\s+|its\s+)?(?:[a-z]+\s+)?{_B}(?!['’]s?\s+\w)",
    rf"{_SOLD}@\bto\b@{_B}@\bby\b@{_A}",
    rf"{_SOLD}@\bby\b@{_A}@\b(?:to|for)\b@{_B}",
    rf"{_BOUGHT}@\bby\b@{_B}@\bfrom\b@{_A}",
    rf"{_BOUGHT}@\bfrom\b@{_A}@\bby\b@{_B}",
    rf"{_B}@{_BE}\s+(?:being\s+)?(?:supplied|equipped|armed|provided|given|offered|sold)\b@\bby\b@{_A}",
    rf"{_B}#{_PURCHASE}@\b(?:from|with)\b@{_A}",
    rf"{_A}@{_SALE}@\bto\b@{_B}",
    rf"{_SALE}@\bto\b@{_B}@\b(?:by|from)\b@{_A}",
    rf"{_SALE}@\b(?:by|from)\b@{_A}@\bto\b@{_B}",
    rf"{_PURCHASE}@\bby\b@{_B}@\bfrom\b@{_A}",
    rf"{_PURCHASE}@\bfrom\b@{_A}@\bby\b@{_B}",
)


def _compiled(gap: str) -> tuple[re.Pattern[str], ...]:
    not_won = gap.replace("[^§;]", rf"(?:(?!{_WIN})[^§;])")
    return tuple(re.compile(said.replace("#", not_won).replace("@@", gap).replace("@", gap)) for said in _SAID)


_STRICT, _LOOSE = _compiled(_NEAR), _compiled(_FAR)
_CUES = re.compile("|".join((_GET, _GIVE, _ARM, _SALE, _PURCHASE, _WIN, _AWARD, _BOUGHT)))
# The words between parties that each cannot do without.
_NEEDED = tuple(tuple(word for word in ("from", "to", "by") if rf"@\b{word}\b" in said) for said in _SAID)
# One word of each cue: without any there is none.
_TRADING = word_set(
    """
    buy buys bought buying purchase purchases purchased purchasing order orders ordered ordering acquire acquires
    acquired acquiring procure procures procured procuring import imports imported importing receive receives received
    receiving get gets got getting obtain obtains obtained obtaining leases leased leasing delivery
    sell sells sold selling supply supplies supplied supplying export exports exported exporting deliver delivers
    delivered delivering provide provides provided providing ship ships shipped shipping donate donates donated donating
    transfer transfers transferred transferring transfered transfering over give gives giving gave given send sends sent
    sending lend lends lent offer offers offered offering equip equips equipped equipping arm arms armed arming
    sale sales deliveries shipment shipments donation donations acquisition acquisitions procurement procurements
    won win wins winning secure secures secured securing lands landed bags bagged obtains clinches clinched
    award awards awarded awarding place places placed placing hands handed grant grants granted
    """
)


@dataclass(frozen=True, slots=True)
class Trade:
    """`giver` gives to `getter`: what the words at `start` to `end` say."""

    giver: frozenset[str]
    getter: frozenset[str]
    start: int
    end: int


def trades_of(line: Line) -> tuple[Trade, ...]:
    """Return who gives to whom by the plain reading: the parties next to the verb, each two in one direction."""
    parties = _traders(line)
    if not parties:
        return ()
    first: dict[frozenset[Party], Trade] = {}
    for pair, trade in _found(_masked(line.text, parties), parties, _STRICT):
        first.setdefault(pair, trade)
    return tuple(first.values())


def may_say(line: Line, trade: Trade) -> bool:
    """Tell whether the line can be read as `trade`, whoever else it names in between."""
    for giver, getter in permutations(_traders(line), 2):
        if giver.keys & trade.giver and getter.keys & trade.getter:
            pair = (giver, getter) if giver.start < getter.start else (getter, giver)
            found = _found(_masked(line.text, pair), pair, _LOOSE)
            if any(other.giver & trade.giver and other.getter & trade.getter for _, other in found):
                return True
    return False


def reversed_trades(told: Line, sources: Iterable[Line]) -> Iterator[Finding]:
    """Yield what `told` sells the other way round: the sources say one direction and never this one."""
    for trade in trades_of(told):
        related = [line for line in sources if _names_both(line, trade)]
        turned = [
            line
            for line in related
            for other in trades_of(line)
            if other.giver & trade.getter and other.getter & trade.giver and not other.giver & other.getter
        ]
        if turned and not any(may_say(line, trade) for line in related):
            said = " ".join(turned[0].text.split())
            reason = f"roles reversed in sources: {told.text[trade.start : trade.end]}; sources say “{_short(said)}”"
            yield Finding(start=trade.start, end=trade.end, kind=ROLE, reason=reason)


def _traders(line: Line) -> tuple[Party, ...]:
    if line.plain.isdisjoint(_TRADING) or not _CUES.search(line.text.lower()):
        return ()
    parties = line.parties[:_MOST_PARTIES]
    return parties if len(parties) > 1 else ()


def _names_both(line: Line, trade: Trade) -> bool:
    keys = line.party_keys
    return not keys.isdisjoint(trade.giver) and not keys.isdisjoint(trade.getter)


def _masked(text: str, parties: tuple[Party, ...]) -> str:
    """Return the text in lower case with each party as its number between marks."""
    parts: list[str] = []
    reached = 0
    for number, party in enumerate(parties):
        if party.start >= reached:
            parts += (text[reached : party.start].lower().replace("§", " "), f"§{number}§")
            reached = party.end
    parts.append(text[reached:].lower().replace("§", " "))
    return "".join(parts)


def _found(
    masked: str, parties: tuple[Party, ...], patterns: Iterable[re.Pattern[str]]
) -> Iterator[tuple[frozenset[Party], Trade]]:
    for pattern, needed in zip(patterns, _NEEDED, strict=True):
        if not all(word in masked for word in needed):
            continue
        for match in pattern.finditer(masked):
            giver, getter = parties[int(match["a"])], parties[int(match["b"])]
            if not giver.keys & getter.keys:
                start, end = min(giver.start, getter.start), max(giver.end, getter.end)
                yield frozenset((giver, getter)), Trade(giver.keys, getter.keys, start, end)


def _short(said: str) -> str:
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"
