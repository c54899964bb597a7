"""What is offered to be asked when a person opens the chat with the bot: their own topics first, then examples. Pure.

A topic is asked by the words that `bot.chat.parsing` reads, in the names that the vocabulary shows.
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.chat.parsing_words import Kind, Vocabulary
from bot.chat.platform import Prompt
from bot.domain.topic import Topic

MOST = 4
"""Prompts that are shown at most."""
TITLE = 75
"""Characters of a prompt that are shown at most."""
HELP = Prompt(title="What can you do?", message="help")
EXAMPLES = (
    Prompt(title="What is going on between Pakistan and Türkiye?", message="Pakistan Türkiye"),
    Prompt(title="What moved between Poland and South Korea?", message="Poland South Korea"),
    Prompt(title="Who works with Norway on ships?", message="Norway ships"),
)
SUBSCRIBE = Prompt(title="A brief for me on weekdays", message="subscribe me everything at 07:30 weekdays")


def prompts_of(topics: Sequence[Topic], words: Vocabulary) -> tuple[Prompt, ...]:
    """Return four prompts: what `topics`, a person's own subscriptions, are about, then examples, help the last."""
    own = [prompt for topic in topics for prompt in _asked(topic, words)]
    rest = EXAMPLES if topics else (*EXAMPLES[:2], SUBSCRIBE)
    return (*_fresh((*own, *rest), most=MOST - 1), HELP)


def _asked(topic: Topic, words: Vocabulary) -> Iterator[Prompt]:
    """Yield the questions a topic holds: its pairs, then its countries; narrowed by its one sector, if it has one."""
    about = words.label(Kind.SECTOR, topic.sectors[0]) if len(topic.sectors) == 1 else ""
    parties = [*((pair.first, pair.second) for pair in topic.pairs), *((code,) for code in topic.countries)]
    for codes in parties:
        names = [words.label(Kind.COUNTRY, code) for code in codes]
        yield Prompt(title=_title(names, about), message=" ".join(filter(None, (*names, about))))


def _title(names: Sequence[str], about: str) -> str:
    """Return what is shown of a question, in the most words that are shown whole."""
    asks = f"what moved between {' and '.join(names)}?" if len(names) > 1 else f"what is new about {names[0]}?"
    short = "–".join(names)
    told = (f"{about}: {asks}", f"{about}: {short}") if about else (asks, short)
    fitting = next((title for title in told if len(title) <= TITLE), told[-1][:TITLE])
    return fitting[:1].upper() + fitting[1:]


def _fresh(prompts: Iterable[Prompt], *, most: int) -> tuple[Prompt, ...]:
    """Return the first `most` that ask for different things."""
    return tuple({prompt.message: prompt for prompt in reversed(tuple(prompts))}.values())[::-1][:most]
