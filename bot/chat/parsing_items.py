"""What is left of a wish as a row of items: things that were named, and the small words between them. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.parsing_text import GAP, Reading
from bot.chat.parsing_words import Kind, Vocabulary


class Role(StrEnum):
    """What an item does in the sentence."""

    NAME = "name"
    WORD = "word"
    FILLER = "filler"
    STOP = "stop"
    COMMA = "comma"
    OR = "or"
    AND = "and"
    WITH = "with"
    DASH = "dash"
    MINUS = "minus"
    ARROW = "arrow"
    BOTH_WAYS = "both_ways"
    FOR = "for"
    FROM = "from"
    GIVE = "give"
    TAKE = "take"
    BETWEEN = "between"
    NOT = "not"
    WITHOUT = "without"
    BUT = "but"
    ADD = "add"
    DROP = "drop"
    SWAP = "swap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item at `start`:`end`. A name has its `kind` ("word" where it was quoted) and `key`."""

    role: Role
    start: int
    end: int
    kind: Kind | None = None
    key: str = ""

    @property
    def quoted(self) -> bool:
        """Whether it is a word in quotation marks."""
        return self.role is Role.NAME and self.kind is None


_ROLES: dict[str, Role] = {
    word: role
    for role, words in {
        Role.STOP: ". · | ( ) [ ] ; : • ! ?",
        Role.COMMA: ",",
        Role.OR: "or nor and/or",
        Role.AND: "and & + plus",
        Role.WITH: "with",
        Role.DASH: "- / vs vs. versus × x <-> ↔ ⇄ <=>",
        Role.ARROW: "→ -> => > to into towards",
        Role.FOR: "for",
        Role.FROM: "from ← <-",
        Role.GIVE: "export exports exporting exported sell sells selling sold sale sales supply supplies supplying"
        " supplied deliver delivers delivering donates donating gives giving provides providing",
        Role.TAKE: "buy buys buying bought import imports importing imported purchasing purchased acquires acquiring"
        " procures procuring orders ordering receives receiving",
        Role.BETWEEN: "between among amongst",
        Role.NOT: "no not never nothing none",
        Role.WITHOUT: "without except excluding exclude excludes excl excl. minus skip skipping ignore"
        " ignoring omit omitting",
        Role.BUT: "but only include including yet just",
        Role.ADD: "also add adding additionally",
        Role.DROP: "remove removing drop dropping delete",
    }.items()
    for word in words.split()
}
_ROLES |= {
    "no longer": Role.DROP,
    "take away": Role.DROP,
    "replace": Role.SWAP,
    "swap": Role.SWAP,
    "other than": Role.WITHOUT,
    "apart from": Role.WITHOUT,
    "aside from": Role.WITHOUT,
    "leave out": Role.WITHOUT,
    "leaving out": Role.WITHOUT,
    "rather than": Role.WITHOUT,
    "as well as": Role.AND,
    "together with": Role.WITH,
    "\n": Role.COMMA,
}
_LONG = "|".join(
    sorted((re.escape(word).replace(r"\ ", r"\s+") for word in _ROLES if " " in word), key=len, reverse=True)
)
_TOKEN = re.compile(
    rf"\b(?:{_LONG})\b|(?<=\w)'s?(?!\w)|<->|<=>|->|=>|<-|\n|\bvs\.|\bexcl\."
    rf"|[^\W_](?:[\w'.]*[\w'])?(?:-[\w'.]*\w)*|{GAP}+|[^\w\s]|_+",
    re.I,
)


def items_of(reading: Reading, words: Vocabulary, *, editing: bool) -> list[Item]:
    """Return what is left of a text as items, in order; where nothing is edited "add" and "drop" have no meaning."""
    items = [
        Item(role=Role.NAME, start=found.start, end=found.end, kind=found.kind, key=found.key)
        for found in _found(reading, words)
    ]
    quoted = {start: Item(role=Role.NAME, start=start, end=end, key=word) for start, end, word in reading.words}
    items += quoted.values()
    place = 0
    for name in [*sorted(items, key=lambda item: item.start), None]:
        end = name.start if name else len(reading.left)
        items += (_item(reading, words, match, editing=editing) for match in _TOKEN.finditer(reading.left, place, end))
        place = name.end if name else end
    return sorted(items, key=lambda item: item.start)


def _found(reading: Reading, words: Vocabulary) -> list[Item]:
    found = words.find(reading.left)
    for one in found:
        reading.note(one.note)
    return [Item(role=Role.NAME, start=one.start, end=one.end, kind=one.kind, key=one.key) for one in found]


def _item(reading: Reading, words: Vocabulary, match: re.Match[str], *, editing: bool) -> Item:
    said = " ".join(match.group().casefold().split()) or "\n"
    if said[0] == GAP:
        return Item(role=Role.STOP, start=match.start(), end=match.end())
    role = Role.FILLER if said in ("'", "'s") else _ROLES.get(said)
    if role is None:
        role = Role.FILLER if said in words.fillers or said.strip("'.") in words.fillers else Role.WORD
    if role is Role.FILLER and reading.text[match.start() : match.end()] == "May":
        role = Role.WORD  # the month, of which a subscription knows nothing
    if role is Role.DASH and said == "-" and _is_minus(reading, match):
        role = Role.MINUS
    if role is Role.SWAP and not editing:
        role = Role.WORD
    if role in (Role.ADD, Role.DROP) and not editing:
        role = Role.BUT if role is Role.ADD else Role.WITHOUT
    if editing and said in ("+", "plus"):
        role = Role.ADD
    return Item(role=role, start=match.start(), end=match.end())


def _is_minus(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a dash is glued to what follows and to nothing before: -RU."""
    before, after = reading.left[match.start() - 1 : match.start()], reading.left[match.end() : match.end() + 1]
    glued = bool(after) and not after.isspace()
    return glued and (not before or before.isspace() or before in f",;({GAP}") and reading.text[match.start()] in "-−–"
