"""From an entry and its page to an article, or to the reason why there is none. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.article import Article, Drop, DropReason, Entry, PageKind
from bot.domain.ids import article_id
from bot.ingest.boilerplate import without_boilerplate, without_site
from bot.ingest.urls import canonical
from bot.ingest.values import Page
from bot.ingest.walls import ERROR_PATH

MIN_FEED_TEXT = 80
_LEAD = 800
_AHEAD = timedelta(hours=26)
# A section is short words alone; what was lost on the way there looks like an article's own name.
_SECTION = re.compile(r"(?:/[a-z]{2,20}(?:-[a-z]{2,20})?){1,2}", re.IGNORECASE)
_SLUG = re.compile(r"\d{3}|-.+-")
_REASONS = {
    PageKind.BLOCKED: DropReason.BLOCKED,
    PageKind.PAYWALL: DropReason.BLOCKED,
    PageKind.RESERVED: DropReason.ROBOTS,
    PageKind.CONSENT: DropReason.CONSENT,
    PageKind.EMPTY: DropReason.EMPTY,
    PageKind.ERROR: DropReason.FETCH_FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A page that gave no article: what it was, and why, as the receipt shows it."""

    kind: PageKind
    reason: DropReason
    detail: str = ""


def unread(page: Page) -> Unread | None:
    """Return why `page` is no article; None for one that is, and for a paywall's lead."""
    if page.opted_out:
        return Unread(kind=PageKind.RESERVED, reason=DropReason.ROBOTS, detail=page.detail)
    if page.kind in {PageKind.ARTICLE, PageKind.PAYWALL}:
        return None
    return Unread(kind=page.kind, reason=_REASONS[page.kind], detail=page.detail)


def article_from(entry: Entry, page: Page, *, fetched_at: datetime, outlet: str = "") -> Article | Drop:
    """Return the article of `entry`; a paywalled one keeps its lead only, the feed's text wins where it is longer.

    The feed's date goes before the page's own, that before a guess from its text; one more than 26 hours ahead of
    `fetched_at` is none. `outlet` is the source's name, which titles lose.
    """
    text = page.text if page.kind is PageKind.ARTICLE else lead(page.text)
    text = max(text, without_boilerplate(entry.text), key=len)
    if page.kind is PageKind.PAYWALL and len(text) < MIN_FEED_TEXT:
        return _drop(entry, Unread(kind=page.kind, reason=DropReason.BLOCKED, detail="paywall"))
    address = page.canonical if page.canonical and not is_front(page.canonical) else page.url
    guessed = page.date_origin == "text"
    own, guess = (None, page.published) if guessed else (page.published, None)
    return _article(
        entry,
        url=canonical(address),
        title=without_site(entry.title or page.title, names=(*page.sites, outlet), url=page.url),
        text=text,
        fetched_at=fetched_at,
        published=first_date((entry.published, own, entry.updated, guess), now=fetched_at),
        author=entry.author or page.author,
        language=page.language or entry.language,
        kind=page.kind,
    )


def article_without(entry: Entry, why: Unread, *, fetched_at: datetime, outlet: str = "") -> Article | Drop:
    """Return what the feed alone gives, marked with the page's kind, or a drop where that is under 80 characters.

    A reserved page is linked whenever it has a headline: that and the text its publisher syndicates may be read to
    see what it is about, and nothing of it is quoted or summarised.
    """
    text = without_boilerplate(entry.text)
    if len(text) < MIN_FEED_TEXT and not (why.kind is PageKind.RESERVED and entry.title):
        return _drop(entry, why)
    return _article(
        entry,
        url=canonical(entry.url),
        title=without_site(entry.title, names=(outlet,), url=entry.url),
        text=text,
        fetched_at=fetched_at,
        published=first_date((entry.published, entry.updated), now=fetched_at),
        author=entry.author,
        language=entry.language,
        kind=why.kind,
    )


def first_date(dates: Iterable[datetime | None], *, now: datetime) -> datetime | None:
    """Return the first of `dates` that is one: a day that has not come anywhere on earth is a mistake of the page."""
    return next((moment for moment in dates if moment is not None and moment <= now + _AHEAD), None)


def lead(text: str) -> str:
    """Return the first paragraphs of `text`, 800 characters at most; a longer first paragraph is cut at a word."""
    kept = ""
    for paragraph in text.split("\n"):
        longer = f"{kept}\n{paragraph}".strip()
        if len(longer) > _LEAD:
            break
        kept = longer
    return kept or text[:_LEAD].rpartition(" ")[0]


def is_front(url: str) -> bool:
    """Return whether `url` is a site's front page."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def led_to_front(asked: str, got: str) -> bool:
    """Return whether an article's address led to a front page: the article is gone."""
    return is_front(got) and not is_front(asked)


def led_away(asked: str, got: str) -> str:
    """Return to what an article's address led instead, "" for the article: a front, section or error page."""
    if asked == got:
        return ""
    if led_to_front(asked, got):
        return "the front page"
    before, after = (urlsplit(url).path.rstrip("/") for url in (asked, got))
    if ERROR_PATH.search(after) and not ERROR_PATH.search(before):
        return "an error page"
    lost = before.removeprefix(f"{after}/")
    if lost != before and _SLUG.search(lost) and _SECTION.fullmatch(after) and not urlsplit(got).query:
        return "a section page"
    return ""


def _article(  # noqa: PLR0913  (one keyword per field)
    entry: Entry,
    *,
    url: str,
    title: str,
    text: str,
    fetched_at: datetime,
    published: datetime | None,
    author: str | None,
    language: str | None,
    kind: PageKind,
) -> Article:
    return Article(
        id=article_id(url),
        entry_id=entry.id,
        source_id=entry.source_id,
        url=url,
        title=title,
        text=text,
        fetched_at=fetched_at,
        published=published,
        author=author,
        language=language,
        kind=kind,
    )


def _drop(entry: Entry, why: Unread) -> Drop:
    return drop_of(entry, why.reason, detail=why.detail)


def drop_of(entry: Entry, reason: DropReason, *, detail: str = "") -> Drop:
    """Return the drop that settles `entry`."""
    return Drop(
        source_id=entry.source_id, url=entry.url, title=entry.title, reason=reason, detail=detail, entry_id=entry.id
    )


def once_each(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[Drop, ...]]:
    """Return the entries with each canonical address once, and drops for the later ones."""
    seen: set[str] = set()
    kept: list[Entry] = []
    drops: list[Drop] = []
    for entry in entries:
        name = canonical(entry.url)
        if name in seen:
            drops.append(drop_of(entry, DropReason.DUPLICATE))
        else:
            seen.add(name)
            kept.append(entry)
    return tuple(kept), tuple(drops)


def settle_ids(pairs: Sequence[tuple[Entry, Article | Drop]]) -> tuple[tuple[Article, ...], tuple[Drop, ...]]:
    """Give each article one id: the same headline at the same address is one article told twice.

    Different headlines that claim one canonical address are a site's mistake: the later keeps its own address.
    """
    titles: dict[str, str] = {}
    articles: list[Article] = []
    drops: list[Drop] = []
    for entry, result in pairs:
        if isinstance(result, Drop):
            drops.append(result)
            continue
        article = result
        if titles.get(article.id, article.title) != article.title:
            own = canonical(entry.url)
            article = replace(article, id=article_id(own), url=own)
        if article.id in titles:
            drops.append(drop_of(entry, DropReason.DUPLICATE))
        else:
            titles[article.id] = article.title
            articles.append(article)
    return tuple(articles), tuple(drops)
