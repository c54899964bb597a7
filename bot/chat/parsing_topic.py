"""What a wish is about: names are asked for or left out, countries are paired, stages are a minimum. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.chat.parsing_items import Item, Role, items_of
from bot.chat.parsing_pairs import Link, Who, resolve
from bot.chat.parsing_text import Reading
from bot.chat.parsing_words import Kind, Vocabulary
from bot.chat.wishes import Field
from bot.domain.topic import Topic
from bot.domain.vocabulary import Certainty, Stage

_FAMILY = {
    Kind.COUNTRY: "who",
    Kind.REGION: "who",
    Kind.SECTOR: "what",
    Kind.TYPE: "what",
    Kind.STAGE: "far",
    Kind.CERTAINTY: "sure",
}
_FIELDS = {
    Kind.SECTOR: "sectors",
    Kind.TYPE: "types",
    Kind.ORGANISATION: "organisations",
    Kind.DESIGNATION: "designations",
    None: "words",
}
_LEAST_BEFORE = re.compile(
    r"(?:\b(?:at\s+least|no(?:t|thing)?\s+(?:earlier|lower|less|worse)\s+than|not(?:hing)?\s+(?:before|below|under)|min(?:imum)?\.?(?:\s+(?:stage|certainty))?|from|since|starting\s+(?:at|with|from)|stage|certainty"
    r"|least)\s*[:=]?\s*(?:an?\s+|the\s+)?|(?:>=?|≥|=>)\s*)+\Z",
    re.I,
)
_LEAST_AFTER = re.compile(
    r"\s*(?:stage\b\s*)?(?:(?:or|and)\s+(?:later|better|further|beyond|above|higher|up|upwards?|more|stronger|surer|after|anything\s+later)\b"
    r"|onwards?\b|on\b(?!\s+\w)|\+(?=\W|\Z)|stage\b|as\s+(?:a\s+)?minimum\b|(?:at\s+)?minimum\b)",
    re.I,
)
_MOST_BEFORE = re.compile(
    r"(?:\b(?:up\s+to|until|till|before|below|under|prior\s+to|exactly|at\s+most)|<=?|≤)\s*(?:an?\s+|the\s+)?\Z", re.I
)
_ENDS_NEGATION = frozenset({Role.STOP, Role.BUT, Role.WITH, Role.ADD, Role.DROP, Role.SWAP, Role.BETWEEN})
_BREAKS = frozenset(
    {Role.STOP, Role.NOT, Role.WITHOUT, Role.BUT, Role.ADD, Role.DROP, Role.SWAP, Role.MINUS, Role.WORD}
)
_REACH = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A named thing, whether it is left out, and whether it is put, added or dropped."""

    item: Item
    out: bool
    mode: str


@dataclass(slots=True)
class TopicSaid:
    """Fields of topics by mode ("put", "add", "drop"), and the spans nobody understood."""

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    unknown: list[tuple[int, int]] = field(default_factory=list)
    known: list[tuple[int, int]] = field(default_factory=list)

    def topic(self, mode: str) -> Topic | None:
        """Return the topic of a mode, None where nothing was said."""
        values = self.fields.get(mode)
        return Topic.model_validate(values) if values else None

    def put(self, mode: str, name: str, values: tuple[Any, ...]) -> None:
        """Add values to a field, each once."""
        if values:
            known = self.fields.setdefault(mode, {})
            known[name] = tuple(dict.fromkeys((*known.get(name, ()), *values)))


def read_topic(reading: Reading, words: Vocabulary, *, editing: bool) -> TopicSaid:
    """Read what is left of a text as a topic."""
    least = _leasts(reading, words)
    items = items_of(reading, words, editing=editing)
    meant, unbound = _meant(items)
    told = TopicSaid()
    left_out = frozenset(one.item.key for one in meant if one.out and one.item.kind is Kind.COUNTRY)
    plain = [one for one in meant if one.item.kind not in (Kind.COUNTRY, Kind.STAGE, Kind.CERTAINTY)]
    _plain(told, words, plain, left_out=left_out)
    _minimum(reading, told, [one for one in meant if one.item.kind in (Kind.STAGE, Kind.CERTAINTY)], least)
    _who(reading, told, words, items, {one.item.start: one for one in meant if one.item.kind is Kind.COUNTRY})
    trade = {Role.GIVE, Role.TAKE} & {item.role for item in items}
    if trade and not any(pair.directed for mode in told.fields.values() for pair in mode.get("pairs", ())):
        reading.note("A direction needs two countries, such as KR→PL; one country alone counts in any role.")
    lost = ((item.start, item.end) for item in items if item.role is Role.WORD or item in unbound)
    told.unknown = sorted((*reading.unknown, *lost))
    told.known = [(item.start, item.end) for item in items if item.role not in (Role.WORD, Role.STOP)]
    return told


def _leasts(reading: Reading, words: Vocabulary) -> dict[int, str]:
    """Take the words around stages and certainties that make them a minimum; return where one is a maximum instead."""
    most: dict[int, str] = {}
    for one in words.find(reading.left):
        if one.kind not in (Kind.STAGE, Kind.CERTAINTY):
            continue
        head = reading.left[max(0, one.start - _REACH) : one.start]
        before = _LEAST_BEFORE.search(head)
        refused = None if before else _MOST_BEFORE.search(head)
        after = _LEAST_AFTER.match(reading.left, one.end)
        if refused:
            most[one.start] = reading.text[one.start - len(refused.group()) : one.end]
            before = refused
        if before:
            reading.blank(one.start - len(before.group()), one.start)
        if after and after.end() > one.end:
            reading.blank(one.end, after.end())
    return most


@dataclass(slots=True)
class _Polarity:
    """Whether what comes next is left out, and whether it is put, added or dropped, while a row is walked through.

    "No" and "not" reach to the next comma; "without" reaches over commas as long as the same kind of thing is named.
    `opened` is a negation that has bound nothing yet, `unbound` those that never did.
    """

    mode: str = "put"
    negation: Role | None = None
    family: str = ""
    comma: bool = False
    minus: bool = False
    swapping: bool = False
    opened: Item | None = None
    unbound: set[Item] = field(default_factory=set)

    def pass_by(self, item: Item) -> None:
        """Take note of an item that is no name."""
        if item.role in (Role.NOT, Role.WITHOUT):
            self.close()
            self.negation = item.role
            self.opened = item
        elif item.role is Role.MINUS:
            self.minus = True
        elif item.role is Role.COMMA:
            self.comma = bool(self.family)
        elif item.role in (Role.AND, Role.OR):
            self.comma = False
        elif self.swapping and item.role in (Role.WITH, Role.FOR):
            self.mode, self.swapping = "add", False  # "replace drones with missiles"
        elif item.role in _ENDS_NEGATION and not (item.role is Role.WITH and self.opened):  # "not with Türkiye"
            self.close()
            self.mode = {Role.ADD: "add", Role.DROP: "drop", Role.SWAP: "drop"}.get(item.role, self.mode)
            self.swapping = item.role is Role.SWAP

    def close(self) -> None:
        """End a negation."""
        if self.opened is not None:
            self.unbound.add(self.opened)
        self.negation, self.family, self.comma, self.opened = None, "", False, None

    def name(self, item: Item) -> Meant:
        """Return what a name stands for here."""
        kin = _FAMILY.get(item.kind, "named") if item.kind else "named"
        if self.negation and self.comma and (self.negation is Role.NOT or kin != self.family):
            self.negation = None
        meant = Meant(item=item, out=bool(self.negation) or self.minus, mode=self.mode)
        if self.negation:
            self.family, self.comma, self.opened = kin, False, None
        self.minus = False
        return meant


def _meant(items: list[Item]) -> tuple[list[Meant], set[Item]]:
    """Return what each name stands for, and the negations that bind none."""
    polarity = _Polarity()
    meant: list[Meant] = []
    for item in items:
        if item.role is Role.NAME:
            meant.append(polarity.name(item))
        else:
            polarity.pass_by(item)
    polarity.close()
    return meant, polarity.unbound


def _plain(told: TopicSaid, words: Vocabulary, meant: list[Meant], *, left_out: frozenset[str]) -> None:
    for one in meant:
        region = one.item.kind is Kind.REGION
        name = "countries" if region else _FIELDS[one.item.kind]
        values = words.members(one.item.key) if region else (one.item.key,)
        if region and not one.out:  # "Gulf states without Qatar" asks for the others
            values = tuple(code for code in values if code not in left_out)
        told.put(one.mode, f"exclude_{name}" if one.out else name, values)


def _minimum(reading: Reading, told: TopicSaid, meant: list[Meant], most: dict[int, str]) -> None:
    """Set the least stage and certainty: the lowest that was named."""
    stages: dict[str, list[Stage]] = {}
    sure: dict[str, list[Certainty]] = {}
    for one in meant:
        said = most.get(one.item.start) or reading.text[one.item.start : one.item.end]
        refused = one.item.start in most or one.out
        if one.item.kind is Kind.CERTAINTY:
            level = Certainty(one.item.key)
            if refused and level is Certainty.RUMOUR and one.out:
                sure.setdefault(one.mode, []).append(Certainty.ONE_PARTY)
            elif refused:
                reading.problem(Field.CERTAINTY, f"“{said}”: certainty is a minimum, such as “both parties”.")
            else:
                sure.setdefault(one.mode, []).append(level)
        elif refused or Stage(one.item.key).aside:
            reading.problem(Field.STAGE, _no_minimum(said, Stage(one.item.key)))
        else:
            stages.setdefault(one.mode, []).append(Stage(one.item.key))
    for mode, named in stages.items():
        told.fields.setdefault(mode, {})["min_stage"] = min(named, key=lambda stage: stage.rank)
    for mode, levels in sure.items():
        told.fields.setdefault(mode, {})["min_certainty"] = _least_certain(levels)


def _least_certain(levels: list[Certainty]) -> Certainty:
    """Return the strongest level: who says "no rumours, both parties" wants both parties."""
    return max(levels, key=lambda level: level.rank)


def _no_minimum(said: str, stage: Stage) -> str:
    if stage.aside:
        return f"“{said}” cannot be asked for: delays and cancellations are told with everything else."
    return f"“{said}”: a stage is a minimum, such as “contract or later”; later stages cannot be left out."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Countries in a row, by their places among the items, and what stands between them."""

    places: tuple[int, ...]
    links: tuple[Link, ...]


def _rows(items: list[Item], countries: dict[int, Meant]) -> Iterator[_Row]:
    places: list[int] = []
    links: list[Link] = []
    for place, item in enumerate(items):
        if item.kind is not Kind.COUNTRY:
            continue
        link = _link(items, places[-1], place, countries) if places else None
        if places and link is None:
            yield _Row(places=tuple(places), links=tuple(links))
            places, links = [], []
        if link is not None:
            links.append(link)
        places.append(place)
    if places:
        yield _Row(places=tuple(places), links=tuple(links))


def _who(reading: Reading, told: TopicSaid, words: Vocabulary, items: list[Item], countries: dict[int, Meant]) -> None:
    """Pair the countries: rows of them, with what stands between."""
    for row in _rows(items, countries):
        first = countries[items[row.places[0]].start]
        codes, links = [items[place].key for place in row.places], list(row.links)
        between = _after_between(items, row.places[0])
        who = _apart(codes, links) if first.out else resolve(codes, links, between=between)
        start = "exclude_" if first.out else ""
        told.put(first.mode, f"{start}pairs", who.pairs)
        told.put(first.mode, f"{start}countries", who.countries)
        for code in who.twice:
            name = words.label(Kind.COUNTRY, code)
            reading.problem(Field.PAIRS, f"A pair needs two different countries, not {name} twice.")


def _apart(codes: list[str], links: list[Link]) -> Who:
    """Return who is left out: only what a dash or arrow joins is a pair there."""
    loose = (Link.BLANK, Link.AND, Link.WITH)
    return resolve(codes, [Link.COMMA if link in loose else link for link in links])


def _after_between(items: list[Item], place: int) -> bool:
    for item in reversed(items[:place]):
        if item.role is Role.BETWEEN:
            return True
        if item.role is not Role.FILLER:
            return False
    return False


def _link(items: list[Item], left: int, right: int, countries: dict[int, Meant]) -> Link | None:
    """Return what joins two countries, None where nothing does."""
    one, other = countries[items[left].start], countries[items[right].start]
    roles = {item.role for item in items[left + 1 : right]}
    if (one.out, one.mode) != (other.out, other.mode) or roles & _BREAKS:
        return None
    named = Role.NAME in roles
    if Role.COMMA in roles or Role.OR in roles:
        return None if named else Link.COMMA
    if Role.FROM in roles and Role.AND not in roles:
        return Link.BACK
    if (Role.ARROW in roles or (Role.FOR in roles and named)) and Role.AND not in roles:
        return Link.ARROW
    if Role.AND in roles:
        return None if named else Link.AND
    return _quiet_link(roles, named=named)


def _quiet_link(roles: set[Role], *, named: bool) -> Link | None:
    if Role.TAKE in roles:
        return Link.BACK
    if Role.GIVE in roles:
        return Link.ARROW
    if Role.WITH in roles:
        return Link.WITH
    if named:
        return None
    return Link.DASH if Role.DASH in roles else Link.BLANK
