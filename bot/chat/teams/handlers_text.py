"""What was said in a message of Teams, as the parser reads it: no markup, the bot's own name left out. Pure."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from bot.chat.commands import Command, EditCommand, HelpCommand, SubscribeCommand, TransferCommand
from bot.chat.teams.handlers_parts import Part, parts, text
from bot.chat.wishes import Field, Wish

MAX_SAID = 100_000
"""Characters of a message that are looked at: more than Teams takes, so that no calendar pasted in it is cut."""
# Names are marked by Teams alone: what people type in brackets comes escaped.
_MARKED = re.compile(r"<at(?:\s[^<>]{0,200})?>(.{0,400}?)</at>", re.I | re.S)
_LINE = re.compile(r"<(?:br\s*/?|/p|/div|/li|/blockquote)>", re.I)
_TAG = re.compile(r"</?(?:p|div|span|b|strong|i|em|u|s|a|code|pre|ul|ol|li|blockquote)(?:\s[^<>]{0,500})?/?>", re.I)
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u200e\u200f]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_PERSON = re.compile(r"29:[A-Za-z0-9_-]{1,200}|8:orgid:[0-9a-fA-F-]{36}")
_MENTION = "Mention who is to own it, so that I know whom you mean: transfer 2 to @name."
_SHOWN, _MENTIONED = 200, 200


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: with people by their names, and with marks of ours in their place; `people` says whose they are.

    An id of Teams holds characters that mean something in a sentence. The marks do not, and read as ids of people.
    """

    named: str
    marked: str
    people: Mapping[str, str]


def spoken(activity: Part, *, bot: str) -> Said:
    """Return what was said: entities decoded, blanks of every kind one blank, lines kept; `bot` is left out.

    Of two people of one name the first mentioned is the first meant.
    """
    raw = text(activity, "text")[:MAX_SAID]
    xml = text(activity, "textFormat") == "xml"
    waiting = list(_mentioned(activity))
    people: dict[str, str] = {}
    found = [(match, _meant(match[0], waiting)) for match in _MARKED.finditer(raw)]

    def put(*, marks: bool) -> str:
        pieces, end = [], 0
        for match, who in found:
            pieces += [raw[end : match.start()], _shown(match[1], who, people, bot=bot, marks=marks)]
            end = match.end()
        return _plain("".join([*pieces, raw[end:]]), xml=xml)

    return Said(named=put(marks=False), marked=put(marks=True), people={mark: who for who, mark in people.items()})


def mentions(activity: Part, who: str) -> bool:
    """Whether `who` is mentioned, as Teams itself says it and not as somebody typed it."""
    return any(text(mentioned, "id").lower() == who.lower() for _, mentioned in _mentioned(activity))


def command_of(said: Said, parse: Callable[[str], Command]) -> Command:
    """Return the command in what was said. Only who was mentioned can be made an owner."""
    if not said.people:
        return _owned(parse(said.named), {}, said)
    marked = parse(said.marked)
    # People who own nothing are told by their names: a mark of ours would be of no use to anybody.
    return _owned(marked if _owners(marked) else parse(said.named), said.people, said)


def _owners(command: Command) -> tuple[str, ...]:
    if isinstance(command, TransferCommand):
        return command.to
    return command.wish.owners or () if isinstance(command, SubscribeCommand | EditCommand) else ()


def _owned(command: Command, people: Mapping[str, str], said: Said) -> Command:
    """Return a command with people in the place of their marks."""
    known = all(mark in people for mark in _owners(command))
    match command:
        case TransferCommand():
            if known:
                return replace(command, to=tuple(people[mark] for mark in command.to))
            return HelpCommand(not_understood=said.named[:_SHOWN], problem=_MENTION)
        case SubscribeCommand() | EditCommand() if command.wish.owners:
            return replace(command, wish=_with_owners(command.wish, people, known=known))
    return command


def _with_owners(wish: Wish, people: Mapping[str, str], *, known: bool) -> Wish:
    if not known:
        return replace(wish, owners=None, problems=(*wish.problems, (Field.OWNERS, _MENTION)))
    return replace(wish, owners=tuple(people[mark] for mark in wish.owners or ()))


def _mentioned(activity: Part) -> Iterator[tuple[str, Part]]:
    """Yield what is mentioned in the order of the text: the words that stand there, and who is meant."""
    for entity in islice(parts(activity, "entities"), _MENTIONED):
        mentioned = entity.get("mentioned")
        if entity.get("type") == "mention" and isinstance(mentioned, Mapping):
            yield text(entity, "text"), mentioned


def _meant(words: str, waiting: list[tuple[str, Part]]) -> Part | None:
    """Return who is meant by words in the text; each mention means one, but the last of its words means all others."""
    places = [at for at, (said, _) in enumerate(waiting) if said == words]
    if not places:
        return None
    return waiting.pop(places[0])[1] if len(places) > 1 else waiting[places[0]][1]


def _shown(name: str, who: Part | None, people: dict[str, str], *, bot: str, marks: bool) -> str:
    """Return what stands in the place of a mention; who is mentioned gets a mark of their own in `people`."""
    if who is None:
        return f" {name} "
    found = text(who, "id")
    if found.lower() == bot.lower():
        return " "
    if _PERSON.fullmatch(found):
        mark = people.setdefault(found, f"U{len(people) + 1}")
        return f" @{mark} " if marks else f" {name} "
    channel = text(who, "type") == "channel" or found.startswith("19:")
    return f" #{name} " if channel else f" {name} "


def _plain(words: str, *, xml: bool) -> str:
    plain = _TAG.sub("", _LINE.sub("\n", words)) if xml else words
    plain = _UNSEEN.sub("", html.unescape(plain)).replace("\r", "\n")
    return _LINES.sub("\n", _BLANKS.sub(" ", plain)).strip()
