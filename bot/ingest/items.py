"""From the loose items of any parser to bounded entries: one place where lengths, links and dates are settled. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.ingest.plain import clean, plain_line, plain_text
from bot.ingest.urls import canonical, is_web, resolve_link
from bot.ingest.values import (
    MAX_AUTHOR,
    MAX_CATEGORIES,
    MAX_ENTRIES,
    MAX_TEXT,
    MAX_TITLE,
    MAX_URL,
    FeedEntry,
    Refused,
)

# An absolute address as nearly all feeds write it: joining it to a base would give it back unchanged.
_WHOLE = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*+(?:/[!$%&'()*+,./0-9:;=@A-Z_a-z~-]*+)(?:\?[!$%&'()*+,./0-9:;=?@A-Z_a-z~-]+)?"
)
_GUID = 10_000


@dataclass(slots=True, kw_only=True)
class RawItem:
    """An item as a parser gave it: markup untouched, link perhaps relative, dates as text or moment."""

    guid: str = ""
    link: str = ""
    title: str = ""
    texts: tuple[str, ...] = ()
    published: str | datetime | None = None
    updated: str | datetime | None = None
    author: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()


def settle(
    items: Sequence[RawItem], *, base: str, language: str | None = None, beyond: int = 0
) -> tuple[tuple[FeedEntry, ...], tuple[Refused, ...]]:
    """Return the entries, in order, and those refused: with nothing to call them by, or after the 2,000th.

    `language` holds for entries that name none; `beyond` counts those that the reader left out already.
    """
    kept: list[FeedEntry] = []
    refused: list[Refused] = []
    for item in items[:MAX_ENTRIES]:
        entry = _entry(item, url=_address(item, base), language=language)
        if entry.guid:
            kept.append(entry)
        else:
            refused.append(Refused(url=base, title=entry.title, problem="an entry without address and id"))
    beyond += max(0, len(items) - MAX_ENTRIES)
    if beyond:
        refused.append(Refused(url=base, title="", problem=f"{beyond} entries after the first {MAX_ENTRIES}"))
    return tuple(kept), tuple(refused)


def aware(value: str | datetime | None) -> datetime | None:
    """Return a moment in UTC; zoneless ones are read as UTC; None for what is no date between 1990 and 2100."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if value is None:
        return None
    try:
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        return None
    return moment if 1990 <= moment.year < 2100 else None


def language_code(text: str) -> str | None:
    """Return the primary subtag of a language tag in lower case, or None."""
    code = text.strip().replace("_", "-").partition("-")[0].lower()
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() else None


def _address(item: RawItem, base: str) -> str:
    link = clean(item.link).strip()
    if link:
        if _WHOLE.fullmatch(link) and len(link) <= MAX_URL:
            return link
        found = resolve_link(base, link) if base or "://" in link else ""
        if found:
            return found
    guid = clean(item.guid).strip()
    return guid if is_web(guid) else ""


def _entry(item: RawItem, *, url: str, language: str | None) -> FeedEntry:
    text = _fullest(item.texts)
    return FeedEntry(
        guid=clean(item.guid[:_GUID]).strip()[:MAX_URL] or canonical(url),
        url=url,
        title=plain_line(item.title, limit=MAX_TITLE) or plain_line(text, limit=120),
        text=text,
        published=aware(item.published),
        updated=aware(item.updated),
        author=plain_line(item.author, limit=MAX_AUTHOR) or None,
        language=language_code(item.language) or language,
        categories=tuple(filter(None, (plain_line(name, limit=100) for name in item.categories[:MAX_CATEGORIES]))),
    )


def _fullest(texts: Sequence[str]) -> str:
    """Return the longest as plain text. Plain text is never longer than its markup: most need not be converted."""
    best = ""
    for text in sorted(texts, key=len, reverse=True) if len(texts) > 1 else texts:
        if len(text) <= len(best):
            break
        plain = plain_text(text, limit=MAX_TEXT)
        best = plain if len(plain) > len(best) else best
    return best
