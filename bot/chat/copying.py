"""A story as plain text to paste elsewhere: nothing of the channel, its readers or the subscription. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.briefing.labels import Labels
from bot.chat import dates
from bot.chat.tidy import tidy, web_address
from bot.chat.wording_story import ReplyText, reply_text
from bot.domain.brief import BriefItem

_ZONE = "UTC"
_SUMMARY, _ADDRESS = 4_000, 500


def copy_text(item: BriefItem, labels: Labels, *, language: str, as_of: datetime) -> str:
    """Return `item` as lines of plain text: headline, was and now, the deal, summary, what is unknown, sources.

    The last line says as of when it stands. No address but those of the articles is in it.
    """
    told = reply_text(item, labels, zone=_ZONE, language=language)
    day = dates.date(as_of, _ZONE, language=language)
    paragraphs = (
        "\n".join(_head(told)),
        "\n".join(_summary(told)),
        "\n".join(filter(None, (told.unknown, told.why))),
        "\n".join(_sources(item, told)),
        f"Machine-compiled from public sources, as of {day} {as_of.astimezone(UTC):%H:%M} UTC.",
    )
    return "\n\n".join("\n".join(tidy(line) for line in text.split("\n")) for text in paragraphs if text)


def _head(told: ReplyText) -> Iterator[str]:
    yield told.headline or "(no headline)"
    yield from filter(None, (f"{told.move} {told.when}", told.facts))


def _summary(told: ReplyText) -> Iterator[str]:
    """Yield the sentences, as many as fit into a message, each with what proves it."""
    left = _SUMMARY
    for sentence in told.summary:
        left -= len(sentence.plain)
        if left < 0:
            return
        yield sentence.plain


def _sources(item: BriefItem, told: ReplyText) -> Iterator[str]:
    for reference, citation in zip(told.references, item.citations, strict=True):
        address = web_address(citation.url, _ADDRESS)
        yield f"[{reference.number}] {reference.label}, {reference.day}" + (f": {address}" if address else "")
