"""What can be said, for people: grouped, short, each example one that is understood. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.chat.commands import HelpCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Something that can be typed, and what it does."""

    typed: str
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Examples of one kind; `names` are the words by which help on them is asked for, the first is its name.

    Examples that are `bare` are typed without the bot's name; `note` says what is pressed rather than typed.
    """

    names: tuple[str, ...]
    title: str
    examples: tuple[Example, ...]
    more: tuple[Example, ...] = ()
    bare: bool = False
    note: str = ""


def _examples(*rows: tuple[str, str]) -> tuple[Example, ...]:
    return tuple(Example(typed=typed, does=does) for typed, does in rows)


CHAPTERS = (
    Chapter(
        names=("ask", "asking", "question", "questions", "now", "country", "countries"),
        title="Ask",
        examples=_examples(
            ("Pakistan Türkiye", "what the archive holds on a country, a pair, a group, a company or a sector"),
            ("ask privately Pakistan Türkiye", "an answer that you alone see"),
            ("now", "a brief at once"),
            ("why https://example.com/article", "what became of an article"),
        ),
        more=_examples(
            ("ask Turkish exports to Pakistan since May", "who supplies whom, and since when"),
            ("ask Israel and the GCC air defence contracts in 2025", "a group, a sector, a stage, a year"),
            ("now 2", "a brief of the second subscription in the list"),
        ),
    ),
    Chapter(
        names=("follow-ups", "follow-up", "followup", "follow", "thread", "further"),
        title="Ask on, in the thread of a question (in a channel mention me there too)",
        examples=(),
        more=_examples(
            ("only drones", "the same question, narrowed; also “since June”, “without dates”"),
            ("and with Azerbaijan?", "one more; “what about India instead” takes another"),
            ("the other way round", "who supplies and who receives change places"),
        ),
        bare=True,
    ),
    Chapter(
        names=("private", "privately", "secret", "ephemeral", "discretion"),
        title="Ask for yourself",
        examples=(),
        more=_examples(
            ("ask privately Pakistan Türkiye", "shown to you alone, here; gone when the page is loaded anew"),
        ),
        note="Direct messages with me are private as well. Questions are kept for 30 days and stand in no log.",
    ),
    Chapter(
        names=("search", "find", "archive", "stories"),
        title="Search",
        examples=_examples(("search AESA radar Poland since 2025", "stories that hold all the words, for you alone")),
        more=_examples(("search “joint production” EU", "a phrase; countries, groups and days narrow it")),
        note="“More like 1” below what was found shows what is most like it.",
    ),
    Chapter(
        names=("export", "exports", "download", "markdown", "csv", "json", "html", "pdf", "print"),
        title="Take an answer along",
        examples=(),
        note="⋯ below an answer exports it as Markdown, CSV, JSON or HTML to print, as the archive is at that moment.",
    ),
    Chapter(
        names=("subscribe", "subscribing", "subscription", "subscriptions", "new", "topic", "topics"),
        title="Subscribe",
        examples=_examples(
            ("subscribe PK-TR drones at 07:30 Europe/Istanbul weekdays", "a brief by topic; you see a preview first"),
            ("subscribe", "the same with a form"),
        ),
        more=_examples(
            ("subscribe PL-KR, PL-US and Norway", "several pairs and countries"),
            ("subscribe KR→PL tanks", "one direction: from South Korea to Poland"),
            ("subscribe Baykar, TB2, “loyal wingman”", "companies, designations, words in quotes"),
            ("subscribe EU contract or later, no rumours, without training", "how far, how sure, what not"),
            ("subscribe Pakistan max 5 stories, dates in German, to me", "how much, which language, by direct message"),
        ),
    ),
    Chapter(
        names=("time", "times", "schedule", "slots", "weekdays", "zone", "zones", "quiet", "when"),
        title="When and how",
        examples=(),
        more=_examples(
            ("edit 1 at 07:30 and 17:00 Warsaw time", "times of day and their zone"),
            ("edit 1 Sunday to Thursday, skip 25 December", "days of the week, days without a brief"),
            ("edit 1 alerts on, max 2 alerts a day, quiet 20:00-07:00", "what comes at once, and when not"),
            ("edit 1 weekly digest, silent on quiet days", "a week at a glance; nothing where nothing is new"),
            ("edit 1 grace 2h, broadcast on", "how late a brief may come; replies shown in the channel too"),
        ),
    ),
    Chapter(
        names=("edit", "change", "manage", "list", "pause", "unsubscribe", "transfer", "owner", "owners", "audit"),
        title="Manage",
        examples=_examples(
            ("list", "what this channel is subscribed to, by number"),
            ("edit 2 also Norway", "a change; “drop Norway” takes away, “edit 2” opens the form"),
            ("pause 3 days", "also: until Monday, until 2026-12-01, forever; then resume"),
            ("unsubscribe 2", "an end to it"),
        ),
        more=_examples(
            ("pause 2 until Monday", "one subscription; “pause all” takes all of the channel"),
            ("resume 2", "an end to the pause"),
            ("test 2", "what it would send now, for your eyes"),
            ("transfer 2 to @U0123ABC", "another owner, two of them, or a user group"),
            ("audit", "who changed what in this channel"),
        ),
    ),
    Chapter(
        names=("trust", "feedback", "corrections", "sources", "status", "privacy", "why", "data"),
        title="Check",
        examples=_examples(
            ("sources", "which sources answered, which fail, which are silent"),
            ("corrections", "what was mended in this channel"),
            ("feedback", "what readers said; “feedback reset” forgets it"),
            ("privacy", "what is stored, and how it is deleted"),
            ("status", "how the bot stands, for its operators"),
        ),
    ),
)


def _as_it_is(words: str) -> str:
    return words


def help_text(command: HelpCommand, *, name: str, put: Callable[[str], str] = _as_it_is) -> str:
    """Return the help, several lines; `name` is how the bot is called, such as /entente, or "" in direct messages.

    `put` says a piece of it in the words of a platform.
    """
    if command.not_understood or command.problem:
        return "\n".join(_sorry(replace(command, problem=put(command.problem)), name))
    chapter = chapter_of(command.topic)
    lines = [f"There is no help on “{command.topic}”."] if command.topic and chapter is None else []
    for told in (chapter,) if chapter else CHAPTERS:
        rows = (*told.examples, *told.more) if chapter else told.examples
        if rows:
            called = "" if told.bare else name
            lines.append(f"{told.title}:")
            lines += [f"• {' '.join(filter(None, (called, put(row.typed))))}: {put(row.does)}" for row in rows]
        if chapter and told.note:
            lines.append(put(told.note))
    if chapter is None:
        topics = "help ask, help follow-ups, help private, help search, help export, help when, help manage"
        lines.append(f"More: {' '.join(filter(None, (name, 'help subscribe')))}, {topics}.")
    return "\n".join(lines)


def chapter_of(topic: str) -> Chapter | None:
    """Return the chapter that a word asks for, None where there is none."""
    names = {word: chapter for chapter in CHAPTERS for word in chapter.names}
    for word in topic.casefold().split():
        close = get_close_matches(word, names, n=1, cutoff=0.8)
        if close:
            return names[close[0]]
    return None


def _sorry(command: HelpCommand, name: str) -> Iterator[str]:
    """Yield what was not understood and what to say instead, in a few lines: the whole help would bury it."""
    if command.not_understood:
        yield f"Not understood: “{command.not_understood}”."
    if command.problem:
        yield command.problem
    yield f"All that can be said: {' '.join(filter(None, (name, 'help')))}"
