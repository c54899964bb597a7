"""What was said, turned into a command: parsed once for all platforms. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.chat.asking import read_question, refines
from bot.chat.asking_private import is_private, without_switch
from bot.chat.asking_search import read_search
from bot.chat.commands import (
    MAX_QUESTION,
    AskCommand,
    AuditCommand,
    Command,
    CorrectionsCommand,
    EditCommand,
    FeedbackCommand,
    HelpCommand,
    ListCommand,
    NowCommand,
    PrivacyCommand,
    ResumeCommand,
    SearchCommand,
    SourcesCommand,
    StatusCommand,
    SubscribeCommand,
    TestCommand,
    TransferCommand,
    UnsubscribeCommand,
    WhyCommand,
)
from bot.chat.parsing_help import help_text
from bot.chat.parsing_pause import read_pause
from bot.chat.parsing_text import folded
from bot.chat.parsing_wish import read_wish
from bot.chat.parsing_words import Vocabulary

__all__ = ("help_text", "parse")

_SHOWN = 200
_POLITE = re.compile(
    r"^(?:(?:please|pls|hi|hello|hey|[/@]?entente|can you|could you|would you|i(?:'d| would)? (?:like"
    r"|want) to)\b[\s,!]*)+",
    re.I,
)
_NUMBER = re.compile(r"(?:subscription\s+|number\s+|no\.\s*|nr\.?\s*)?#?(\d{1,6})", re.I)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LINK = re.compile(r"<?(https?://[^\s<>|]+)(?:\|[^>]*)?>?", re.I)
_PERSON = re.compile(r"<@([UWS][A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>|@([UWS][A-Z0-9]+)\b")
_THANKS = re.compile(r"[\s,]*\b(?:please|pls|plz|thanks|thank\s+you)[\s.!]*\Z", re.I)
_ALL = frozenset({"all", "everything", "all of them", "them all", "all subscriptions", "every subscription"})
_IT = frozenset(
    {
        "it",
        "this",
        "this one",
        "that",
        "the subscription",
        "this subscription",
        "me",
        "us",
        "here",
        "briefs",
        "the brief",
    }
)
_END = " .!?,;:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was said, and what it is understood with; `rest` is what follows the command's word."""

    text: str
    rest: str
    words: Vocabulary
    today: date
    zone: str


_Reader = Callable[[_Asked], Command | None]


def parse(text: str, vocabulary: Vocabulary, *, today: date, zone: str) -> Command:
    """Return the command in `text`; what names no country and is no command becomes help that quotes it.

    `today` is the asker's day and `zone` their IANA time zone, "UTC" where it is not known: days and abbreviations of
    zones depend on them.
    """
    plain = (
        " ".join(line for line in (_clean(part) for part in text.splitlines()) if line)
        if _one_line(text)
        else text.strip()
    )
    plain = _THANKS.sub("", _POLITE.sub("", plain)).strip() or plain
    if not plain.strip(_END + "?"):
        return HelpCommand()
    for match, reader in _verbs(plain):
        rest = plain[match.end() :].strip()
        command = reader(_Asked(text=plain, rest=rest, words=vocabulary, today=today, zone=zone))
        if command is not None:
            return command
    return _question(plain, vocabulary, today=today)


def _one_line(text: str) -> bool:
    return "BEGIN:VCALENDAR" not in text.upper()


def _clean(line: str) -> str:
    """Return a line without the marks of quotations and lists around it, and of bold and code."""
    return line.strip().strip("*_`~").lstrip(">•").strip()


def _question(plain: str, words: Vocabulary, *, today: date) -> Command:
    """Return a question, or help that says what was perhaps meant."""
    first = re.match(r"\S+", plain)
    said = (first.group() if first else plain).strip(_END).casefold()
    meant = _near_verb(said) if not words.find(said) else None
    if meant is not None:
        rest = plain[first.end() :].strip() if first else ""
        return HelpCommand(
            not_understood=plain[:_SHOWN], problem=f"Did you mean “{' '.join((meant, rest[:_SHOWN])).strip()}”?"
        )
    spoken, switched = without_switch(plain)
    asked = read_question(spoken, words.questions, today=today)
    question = " ".join(spoken.split())[:MAX_QUESTION]
    follows = not (asked.problem and asked.parties) and refines(question, words.questions, today=today)
    if asked.empty and not follows:
        return HelpCommand(not_understood=plain[:_SHOWN], problem=asked.problem)
    private = switched or is_private(question, words.questions)
    return AskCommand(text=question, asked=asked, private=private, follows=follows)


def _near_verb(said: str) -> str | None:
    close = get_close_matches(said, _NAMES, n=1, cutoff=0.8)
    return close[0] if close and said not in _NAMES and abs(len(close[0]) - len(said)) <= 1 else None


def _subscribe(asked: _Asked) -> Command:
    if not asked.rest.strip(_END):
        return SubscribeCommand(wish=read_wish("", asked.words, today=asked.today, zone=asked.zone), text="", form=True)
    wish = read_wish(asked.rest, asked.words, today=asked.today, zone=asked.zone)
    return SubscribeCommand(wish=wish, text=asked.rest)


def _edit(asked: _Asked) -> Command:
    which, rest = _which_first(asked)
    wish = read_wish(rest, asked.words, today=asked.today, zone=asked.zone, editing=True)
    return EditCommand(which=which, wish=wish, form=not rest.strip(_END))


def _which_first(asked: _Asked) -> tuple[str, str]:
    """Return the subscription named at the start, "" where there is none, and the rest."""
    rest = asked.rest
    number = re.match(
        rf"{_NUMBER.pattern}(?=[\s,:]|$)(?!\s*(?:{_COUNTED})\b)[\s,:]*(?:to\b(?!\s+me\b)|so\s+that\b)?\s*", rest, re.I
    )
    if number:
        return number.group(1), rest[number.end() :]
    first = re.match(r"(\S+?):?(?:\s+|$)", rest)
    if first and _ID.fullmatch(first.group(1)) and _is_id(first.group(1), asked):
        return first.group(1), rest[first.end() :]
    return "", rest


_COUNTED = r"stor(?:y|ies)|items?|alerts?\s+(?:a|per|each)|am|pm"


def _is_id(word: str, asked: _Asked) -> bool:
    """Whether a word may be an id: it has a digit or a dash, and says nothing of a subscription."""
    if not re.search(r"[\d_-]", word) or not re.search(r"[A-Za-z]", word) or asked.words.find(word):
        return False
    wish = read_wish(word, asked.words, today=asked.today, zone=asked.zone)
    return bool(wish.unknown) and not wish.problems


def _which_alone(asked: _Asked, *, noun: str) -> tuple[str, HelpCommand | None]:
    """Return the subscription a command names and nothing else, or help that says how to name it."""
    said = re.sub(r"^(?:from|the)\s+|\s*\b(?:please|pls|thanks|now)$", "", asked.rest.strip(_END), flags=re.I).strip()
    if not said or said.casefold() in _IT:
        return "", None
    if said.casefold() in _ALL:
        return "all", None
    number = _NUMBER.fullmatch(said)
    if number:
        return number.group(1), None
    if _ID.fullmatch(said) and not asked.words.find(said):
        return said, None
    problem = f"Name the subscription by its number in the list: {noun} 2."
    return "", HelpCommand(not_understood=asked.text[:_SHOWN], problem=problem)


def _chosen(noun: str, make: Callable[[str], Command], *, certain: bool) -> _Reader:
    """Return the reader of a command that takes a subscription; not `certain` ones may also begin a question."""

    def read(asked: _Asked) -> Command | None:
        which, wrong = _which_alone(asked, noun=noun)
        if wrong is not None and not certain:
            return None
        return wrong or make(which)

    return read


def _alone(command: Command) -> _Reader:
    """Return the reader of a command that stands alone; with more words it may be a question."""
    return lambda asked: None if asked.rest.strip(_END) else command


def _transfer(asked: _Asked) -> Command:
    which, rest = _which_first(asked)
    people = tuple(dict.fromkeys("".join(forms) for forms in _PERSON.findall(rest)))
    left = re.sub(
        r"\b(?:to|and|it|the|subscription|ownership|of|over|with)\b|[,&<>@|]", " ", _PERSON.sub(" ", rest), flags=re.I
    ).split()
    if people and len(people) <= 2 and not left:
        return TransferCommand(to=people, which=which)
    problem = "Name one or two new owners, or a user group: transfer 2 to @name."
    return HelpCommand(not_understood=asked.text[:_SHOWN], problem=problem)


def _why(asked: _Asked) -> Command | None:
    link = _LINK.search(asked.rest)
    if link:
        return WhyCommand(url=link.group(1).rstrip(".,;!?)"))
    if asked.rest.strip(_END) and (asked.words.find(asked.rest) or " " in asked.rest.strip()):
        return None
    return HelpCommand(not_understood=asked.text[:_SHOWN], problem="Give the article's address: why https://….")


def _search(asked: _Asked) -> Command:
    rest = re.sub(r"^for\b\s*", "", " ".join(asked.rest.split()), flags=re.I)[:MAX_QUESTION]
    if not rest.strip(_END):
        return HelpCommand(
            not_understood=asked.text[:_SHOWN], problem="Say what to look for: search AESA radar Poland."
        )
    found, narrowed = read_search(rest, asked.words.questions, today=asked.today)
    return SearchCommand(words=found, asked=narrowed)


def _feedback(asked: _Asked) -> Command | None:
    rest = asked.rest.strip(_END).casefold()
    if rest in ("reset", "forget", "clear", "delete"):
        return FeedbackCommand(reset=True)
    return FeedbackCommand() if not rest else None


def _help(asked: _Asked) -> Command | None:
    topic = asked.rest.strip(_END).casefold()
    return HelpCommand(topic=" ".join(topic.split()[-2:])[:40]) if len(topic.split()) <= 4 else None


def _pause(asked: _Asked) -> Command:
    return read_pause(asked.rest, whole=asked.text[:_SHOWN], today=asked.today, is_id=lambda word: _is_id(word, asked))


_UNSUBSCRIBE = _chosen("unsubscribe", lambda which: UnsubscribeCommand(which=which), certain=True)
_RESUME = _chosen("resume", lambda which: ResumeCommand(which=which), certain=True)
_NOW = _chosen("now", lambda which: NowCommand(which=which), certain=False)
_TEST = _chosen("test", lambda which: TestCommand(which=which), certain=False)
_SUBSCRIBING = (
    r"(?:subscribe|sub|add|watch|track|monitor|new(?=\s+subscription|\s*$))(?:\s+subscription)?"
    r"(?:\s+(?:me|(?-i:us)|this\s+channel))?(?:\s+(?:to|for|on)\b)?"
)
_SENDING = (
    r"(?:brief\s+(?:me|us)|send\s+(?:me|us)|notify\s+(?:me|us)|keep\s+(?:me|us)\s+posted)"
    r"(?:\s+(?:about|on|of)\b)?(?=\s+\S)"
)
_LISTING = r"(?:(?:list|show|my)\s+(?:my\s+|the\s+|our\s+|all\s+)?subscriptions|list(?:\s+all)?|ls|subscriptions)"
_READERS: tuple[tuple[str, _Reader], ...] = (
    (r"(?:un-?subscribe|remove|delete|stop|cancel|unsub)(?:\s+(?:me|us|briefs?|sending))*", _UNSUBSCRIBE),
    (_SUBSCRIBING, _subscribe),
    (_SENDING, _subscribe),
    (r"(?:edit|change|update|modify)", _edit),
    (r"(?:pause|suspend|mute|snooze|stop\s+for)", _pause),
    (r"(?:resume|unpause|un-pause|continue|restart)", _RESUME),
    (r"(?:now|brief(?:\s+now)?|brief\s+me(?:\s+now)?)", _NOW),
    (r"(?:test|try|preview)", _TEST),
    (r"(?:transfer|hand\s+over)", _transfer),
    (_LISTING, _alone(ListCommand())),
    (r"(?:audit|changes|history|who\s+changed\s+what)", _alone(AuditCommand())),
    (r"why", _why),
    (r"search", _search),
    (r"(?:corrections?)", _alone(CorrectionsCommand())),
    (r"(?:feedback|votes)", _feedback),
    (r"(?:sources?)", _alone(SourcesCommand())),
    (r"(?:status|health)", _alone(StatusCommand())),
    (r"(?:privacy|data|gdpr)", _alone(PrivacyCommand())),
    (r"(?:help|\?+|commands|usage|how)", _help),
)
_COMPILED = tuple((re.compile(rf"{pattern}(?=[\s.,:!?]|$)[:,]?", re.I), reader) for pattern, reader in _READERS)
_NAMES = (
    *("subscribe", "unsubscribe", "edit", "pause", "resume", "test", "transfer", "list", "audit", "corrections"),
    *("feedback", "sources", "status", "privacy", "help", "remove", "delete", "change"),
)


def _verbs(plain: str) -> list[tuple[re.Match[str], _Reader]]:
    """Return the readers whose word a text begins with, the longest first."""
    matches = [(match, reader) for pattern, reader in _COMPILED if (match := pattern.match(folded(plain)))]
    return sorted(matches, key=lambda found: -found[0].end())
