"""How many of what: numbers that count equipment, worded so that they can be shown alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.bounds import bound_after, bound_before
from bot.analysis.document import Document, Region
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.domain.vocabulary import Bound, FactScope
from summarizers.reading import Number, find_dates, find_numbers

_GAP_WORDS = 4
_LARGEST = 10_000_000
_BETWEEN = re.compile(r" (?:[\w’'\-/]+ ){0,4}")
# Words that end the noun phrase a number begins, and units of time, money and measure, which count nothing built.
_STOPS = re.compile(
    r"\b(?:of|from|in|for|to|by|at|with|and|or|on|under|than|per|into|as|is|are|was|were|be|will|would|has|have|had|"
    r"belongs?|that|which|who|its|their|the|years?|months?|weeks?|days?|hours?|percent|cent|km|kilomet\w+|miles?|"
    r"met\w+|tons?|tonnes?|kg|mm|calib(?:re|er)|cal|million|billion|crore|lakh|countries|nations|companies|firms|"
    r"days?|times|"
    r"hp|horsepower|k[nw]|knots|feet|foot|ft|litres?|liters?|degrees|generation|inch(?:es)?|seat|nautical)\b",
    re.IGNORECASE,
)
_DOZENS = re.compile(r" of (?:the )?$")
# "Type 26", "Block 4": the number is part of a name. "All four", "the first three": they count what is known already.
_NAMED = re.compile(
    r"(?:\b(?:Type|Class|Mark|Mk\.?|Block|Batch|Tranche|Flight|Phase|Project|Article|No\.?|Lot|Model|Increment|Unit|"
    r"Line|"
    r"Chapter|Section|Level|Stage|Exercise|Squadron|"
    r"Mach|Task Force|Group|Wing|Resolution|Category|Cat|Version|Gen)|"
    r"\b[A-Z]{1,5}-?|mm ?[/x×]?|[/×])[ -]?$"
)
_KNOWN = re.compile(
    r"\b(?:all|both|each|every|first|last|remaining|other|another|final|these|those|of the|already (?:has|operates?)|"
    r"operates?|operated|operating|fleet of|its|his|her|their|every|next|previous|earlier|existing|owns?|fields|flies|"
    r"(?:currently|already|now|still) (?:has|have|flies|fields|owns?|uses)|inventory of|arsenal of)"
    r"(?: (?:first|last|other|remaining|current|existing|previous|own))? $",
    re.IGNORECASE,
)
# What is fired, lost or carried is not what is bought.
_SPENT = re.compile(
    r"\b(?:fir(?:ed|ing)|launched|launching|shot down|shooting down|destroy\w*|lost|losing|downed|intercept\w+|"
    r"crash\w*|sank|sunk|wreck\w*|damag\w+|carr(?:y|ies|ied|ying)|armed with|equipped with|fitted with|holds?|houses?|"
    r"powered by|attack\w*(?: \w+)? (?:with|by|using)|struck(?: \w+)? by|hit by|retir\w+|phas\w+ out|"
    r"replac\w+|scrapp\w+)"
    r"(?: (?!to\b|and\b|for\b)[\w-]+){0,3}? \Z",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"[ -](?:partner |member |user |operator )?(?:nations|countries|states|partners|members|users|operators|customers|"
    r"companies|firms|makers|manufacturers|suppliers|programmes|programs|projects|squadrons?|crews?|pilots|captains|"
    r"officers|"
    r"commanders|experts|analysts|bases|engineers|technicians|contracts?|deals|orders|bids|bidders|offers|years|"
    r"factories|"
    r"plants|yards|shipyards|variants|versions|models|types|classes|lines|tests|trials|flights|sorties|strikes|attacks|"
    r"raids|launches|incidents|squads|teams|technologies)\b",
    re.IGNORECASE,
)
# Parts of a thing: "12 Su-30 kits" are no aircraft.
_PIECES = re.compile(
    r"[ -](?:(?:aircraft|engine|upgrade|spare|training|flight) )?(?:kits|engines|simulators|pods|launchers|"
    r"radars|turrets|airframes|spares|sets|seats|sensors|canisters|batteries|regiments|systems|units|rounds|missiles|"
    r"shells)\b",
    re.IGNORECASE,
)
# What can be counted without a name: 114 jets.
_THINGS = re.compile(
    r"\b(?:aircraft|jets|fighters|planes|airplanes|aeroplanes|helicopters|choppers|drones|uavs|vessels|warships|"
    r"ships|boats|"
    r"tanks|vehicles|guns|howitzers|rifles|missiles|rockets|bombs|shells|rounds|torpedoes|mines|radars|satellites|"
    r"launchers|engines|systems|batteries|units|simulators|interceptors|trainers|carriers|hulls)\b",
    re.IGNORECASE,
)
_FIRST = r"(?:first|initial|second|third|next|last|final|latest|new)"
_PART_BEFORE = re.compile(
    rf"\b(?:(?:{_FIRST} )?(?:batch|lot|tranche|shipment|consignment)(?: of|:| comprising| with| includ\w+)|{_FIRST}|"
    r"including|of which|of them|each (?:[\w-]+ ){0,3}?|another)\s\Z",
    re.IGNORECASE,
)
# Who gets or gives so many: "gave the Navy 6 boats"; and what a number may follow as well.
_FORCES = re.compile(
    r"(?:Navy|Army|Forces?|Corps|Guard|Command|Ministry|Government|Marines|Bundeswehr|[A-Z]AF|IN|[A-Z][a-z]+day|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\Z"
)
_CAPITAL = re.compile(r"\b[A-Z][\w’'&.-]*(?=\s\Z)")
_CODE = re.compile(r"(?<=[\s-])[A-Z][\w-]*[A-Z\d][\w-]*\s\Z")
_BATCH = re.compile(
    rf"\b(?:{_FIRST} )?(?:batch|lot|tranche|shipment|consignment)(?: of|:| comprising| with| includ\w+)\s\Z", re.I
)
_PART_AFTER = re.compile(r"(?: \w+)? each\b|(?: [\w-]+){0,2} in the first (?:batch|lot|tranche|phase)\b", re.IGNORECASE)
_OPTION_BEFORE = re.compile(
    r"\b(?P<option>options?)(?: (?:for|on|of|covering|to (?:buy|order|acquire|purchase|procure|add)))"
    r"(?: (?:an? )?(?:another|additional|further))?\s\Z|\boptional(?: \w+)?\s\Z",
    re.IGNORECASE,
)
_OPTION_AFTER = re.compile(
    r"(?: more| others?)?(?: as| on| under)(?: an?)? options?\b|(?: more)? optional(?:ly)?\b", re.IGNORECASE
)
_YEARLY = re.compile(
    r"(?: [\w-]+){0,3} (?:(?:a|per|every|each) (?:year|month|week|day)|annually|yearly)\b", re.IGNORECASE
)
_RANGE = re.compile(r"(?:\d[\d,.]*|\b[a-z]+) ?(?:to|-|–|or|and) ?$")
_HANDED = re.compile(
    r"\b(?:deliver(?:s|ed)|hand(?:s|ed) over|receiv(?:es|ed)|arriv(?:es|ed)|ship(?:s|ped)|roll(?:s|ed) out|"
    r"launch(?:es|ed)|commission(?:s|ed)|induct(?:s|ed))\b[^,;]{0,40}\Z",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:bought|ordered|purchased|acquired|received|procured|operates|operated|signed for)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A counted thing at `start`:`end` of the full text; `text` reads alone: "20 Eurofighter Typhoon".

    Of a range `amount` is the upper end; `handed` tells that so many were delivered, perhaps out of more; `named` that
    the thing is a designation.
    """

    start: int
    end: int
    text: str
    thing: str
    amount: float
    lower: float | None = None
    bound: Bound | None = None
    scope: FactScope | None = None
    handed: bool = False
    named: bool = False


def find_quantities(document: Document, region: Region, *, taken: Sequence[tuple[int, int]]) -> Iterator[Quantity]:
    """Yield the numbers of a sentence that count equipment of the news; `taken` are other figures in the sentence.

    Not counted are numbers inside names, units, dates, and what is owned or known already ("all four", "bought in
    2016"), fired, lost or carried.
    """
    sentence = document.slice(region)
    numbers = find_numbers(sentence)
    if not numbers:
        return
    named = [m for m in document.mentions_in(region.number) if m.kind == EQUIPMENT]
    things = _things(document, region)
    others = [*taken, *((d.start, d.end) for d in find_dates(sentence))]
    for place, number in enumerate(numbers):
        start, end = number.start + region.start, number.end + region.start
        if any(a < number.end and number.start < b for a, b in others) or not _countable(number.value):
            continue
        if any(m.start <= start < m.end for m in named) or _is_name(document, region, number):
            continue
        end, after = _bound_behind(document.text, end)
        thing = next((t for t in things if t[0] > end), None)
        if (
            thing is None
            or not _joined(_between(document, region, end, thing[0]))
            or _PEOPLE.match(document.text, thing[1])
        ):
            continue
        found = _quantity(
            document, region, number, before=numbers[place - 1] if place else None, thing=thing, bound=after
        )
        if found:
            yield found


def names_arms(text: str, start: int, end: int) -> bool:
    """Whether a plain word of arms that can be counted stands in `text` from `start` to `end`: jets, tanks, rounds."""
    return _THINGS.search(text, start, end) is not None


def _things(document: Document, region: Region) -> list[tuple[int, int, str]]:
    """Return what may be counted in a sentence, by place: designations, words of a sector, plain words of arms."""
    named = {(m.start, m.end, m.key) for m in document.mentions_in(region.number) if m.kind == EQUIPMENT}
    firms = [m for m in document.mentions_in(region.number) if m.kind == ORGANISATION]
    cued = {(c.start, c.end, "") for c in document.cues_of("sector", region.number)}
    plain = {
        (t.start(), t.end(), "")
        for t in _THINGS.finditer(document.text, region.start, region.end)
        if not any(m.start <= t.start() < m.end for m in firms)
    }
    return sorted(named | cued | plain, key=lambda t: (t[0], -t[1], t[2] == ""))


def _quantity(
    document: Document,
    region: Region,
    number: Number,
    *,
    before: Number | None,
    thing: tuple[int, int, str],
    bound: Bound | None,
) -> Quantity | None:
    sentence, text = document.slice(region), document.text
    pieces = _PIECES.match(text, thing[1], region.end) if thing[2] else None
    end = pieces.end() if pieces else thing[1]
    low, lower = _range_start(sentence, number, before)
    start, said = bound_before(sentence, low)
    scope, start = _scope(text, sentence, start, end=end)
    if scope is not FactScope.OPTION and (
        _is_known(sentence, number, start, scope) or _SPENT.search(sentence, 0, start)
    ):
        return None
    thing_words = _called(text, number.end + region.start, thing) + (text[thing[1] : end] if pieces else "")
    stop, _ = _bound_behind(text, number.end + region.start)
    words = text[start + region.start : stop]
    return Quantity(
        start=start + region.start,
        end=end,
        text=" ".join(f"{words} {thing_words}".split()),
        thing=thing_words.casefold().rstrip("s"),
        amount=number.value,
        lower=lower,
        bound=said or bound,
        scope=scope,
        handed=bool(_HANDED.search(sentence, 0, start)),
        named=bool(thing[2]),
    )


def _scope(text: str, sentence: str, start: int, *, end: int) -> tuple[FactScope | None, int]:
    """Return what the figure is a part of, and where its words begin: "option for 6 more", "first batch of 4"."""
    before = sentence[:start]
    option = _OPTION_BEFORE.search(before)
    if option or _OPTION_AFTER.match(text, end):
        return FactScope.OPTION, option.start() if option else start
    if _YEARLY.match(text, end):
        return FactScope.PER_YEAR, start
    batch = _BATCH.search(before)
    if batch:
        return FactScope.PART, batch.start()
    if _PART_BEFORE.search(before) or _PART_AFTER.match(text, end):
        return FactScope.PART, start
    return None, start


def _is_name(document: Document, region: Region, number: Number) -> bool:
    """Whether a number is the second part of a name ("Boeing 737"): it follows a capital that is no country's."""
    before = _CAPITAL.search(document.text, region.start, region.start + number.start)
    if before is None or not number.text[:1].isdigit() or before.start() == region.start:
        return False
    named = next((m for m in document.mentions_in(region.number) if m.end == before.end()), None)
    if named is not None:
        return not named.is_country and not _FORCES.search(before[0])
    return region.number > 0 and not _FORCES.search(before[0])


def _countable(value: float) -> bool:
    return value == int(value) and 2 <= value <= _LARGEST and not 1900 <= value <= 2100


def _is_known(sentence: str, number: Number, start: int, scope: FactScope | None) -> bool:
    if _NAMED.search(sentence[: number.start]):
        return True
    if _KNOWN.search(sentence[: number.start]) and not _BATCH.match(sentence, start):
        return True
    if scope is None and _KNOWN.search(sentence[:start]):
        return True
    # What was bought in a year that is named is told for comparison.
    return bool(_PAST.search(sentence) and _YEAR.search(sentence, number.end))


def _between(document: Document, region: Region, start: int, end: int) -> str:
    """Return the words from `start` to `end`, a firm or country named there counting as one."""
    text, place = "", start
    for mention in document.mentions_in(region.number):
        if place <= mention.start and mention.end <= end and mention.kind != EQUIPMENT:
            text += document.text[place : mention.start] + "X"
            place = mention.end
    return text + document.text[place:end]


def _joined(between: str) -> bool:
    if _DOZENS.fullmatch(between):
        return True
    return bool(_BETWEEN.fullmatch(between)) and len(between.split()) <= _GAP_WORDS and not _STOPS.search(between)


def _range_start(sentence: str, number: Number, before: Number | None) -> tuple[int, float | None]:
    """Return where the figure begins and its lower end: "100 to 150" is one figure, its amount the larger."""
    if before and number.start - before.end <= 5 and before.value < number.value:
        joint = _RANGE.search(sentence[before.start : number.start])
        between = sentence[: before.start].lower().endswith("between ")
        if joint and (between or "and" not in sentence[before.end : number.start]):
            return before.start - (len("between ") if between else 0), before.value
    return number.start, None


def _bound_behind(text: str, end: int) -> tuple[int, Bound | None]:
    stop, bound = bound_after(text, end)
    return (stop, bound) if bound and text[stop : stop + 1] == " " else (end, None)


def _called(text: str, start: int, thing: tuple[int, int, str]) -> str:
    """Return the thing's words with a code before it that no table knows: "FSX fighters"."""
    code = None if thing[2] else _CODE.search(text, start, thing[0])
    return (code[0] if code else "") + _name(text, thing)


def _name(text: str, thing: tuple[int, int, str]) -> str:
    """Return the thing's words; a proper designation in the singular, as registers write it."""
    words, key = text[thing[0] : thing[1]], thing[2]
    last = words.split()[-1]
    plural = (
        key and last[:1].isupper() and last.casefold() not in key.casefold() and not last.endswith(("us", "is", "ss"))
    )
    return re.sub(r"(?<=[a-z][a-z])(?:['’]s|s)$", "", words) if plural else words
