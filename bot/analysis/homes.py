"""Which of its homes a joint firm or programme stands for here: European groups count as the text says."""

import re
from collections.abc import Sequence

from bot.analysis.document import Document, Mention
from bot.analysis.lexicon import EQUIPMENT

# Groups with national arms (Airbus, MBDA, KNDS) have all their homes here; a joint venture of two states (BrahMos) does
# not, and stands for both.
_EUROPE = frozenset({"FR", "DE", "ES", "IT", "GB", "NL", "BE", "SE", "GR", "CH", "PL", "FI", "NO", "AT"})
_BEHIND = re.compile(r"[ -]|,? \(|, (?:in )?| in | of ")
_AHEAD = re.compile(r"(?:['’]s)? (?:[\w-]+ ){0,2}?(?:(?:arm|unit|branch|division|subsidiary|part) of )?(?:the )?")


def homes_here(document: Document, named: Sequence[Mention]) -> dict[int, tuple[str, ...]]:
    """Return for the start of every mention of `named` the countries it stands for in this text.

    A firm stands for the home said right beside it (Airbus Germany, Italy's MBDA), equipment for the homes otherwise
    named in the title, else in the lead, else anywhere; where none is, for all.
    """
    countries = [m for m in named if m.is_country]
    direct = [m for m in named if m.kind != EQUIPMENT and len(m.homes) == 1]
    zones = [{m.homes[0] for m in direct if m.sentence <= last} for last in (0, document.lead_end, len(document.text))]
    return {mention.start: _narrowed(document, mention, countries, zones) for mention in named}


def _narrowed(
    document: Document, mention: Mention, countries: Sequence[Mention], zones: Sequence[set[str]]
) -> tuple[str, ...]:
    homes = set(mention.homes)
    if len(homes) < 2 or (mention.kind != EQUIPMENT and not homes <= _EUROPE):
        return mention.homes
    if mention.kind == EQUIPMENT:
        asked = zones if homes <= _EUROPE else zones[:1]
        said = next((zone & homes for zone in asked if zone & homes), homes)
    else:
        said = {c.key for c in countries if c.key in homes and _beside(document, mention, c)} or homes
    return tuple(home for home in mention.homes if home in said)


def _beside(document: Document, firm: Mention, country: Mention) -> bool:
    if country.start >= firm.end:
        return bool(_BEHIND.fullmatch(document.text[firm.end : country.start]))
    return country.kind != "capital" and bool(_AHEAD.fullmatch(document.text[country.end : firm.start]))
