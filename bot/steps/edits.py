"""Which articles are edits of what is stored, and which of them change enough to be read again. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.article import Article, Drop, DropReason, PageKind
from bot.domain.ids import ArticleId, EntryId
from bot.domain.texts import changed_share

_TAKEN_AWAY = re.compile(r"\banswered 4(?:04|10)$")
_ANOTHER = 0.5
"""An item that changed more than this and moved to another address is another article under an old name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Articles to store as they are or that change nothing, and those that replace what is stored."""

    articles: tuple[Article, ...]
    edited: tuple[Article, ...]


def weigh(articles: Sequence[Article], before: Mapping[ArticleId, Article], *, share: float) -> Weighed:
    """Return `articles` with the ids of what they edit; `before` is what is stored of the same items, by new id.

    What changes by `share` (0 to 1) or less changes nothing: the stored text stays, so that what was quoted of it
    stays true. An edit is no new publication: the first date stays.
    """
    kept: list[Article] = []
    edited: list[Article] = []
    for article in articles:
        stored = before.get(article.id)
        if stored is None or _is_another(stored, article):
            kept.append(article)
        elif is_edit(stored, article, share=share):
            edited.append(replace(article, id=stored.id, published=stored.published or article.published))
        else:
            kept.append(replace(article, id=stored.id))
    return Weighed(articles=tuple(kept), edited=tuple(edited))


def is_edit(stored: Article, now: Article, *, share: float) -> bool:
    """Whether `now` is to replace `stored`.

    A wall that now stands before a page takes nothing back, and what was let go with time is not read anew; but a
    publisher's reservation holds from when it is seen.
    """
    if stored.text_dropped:
        return False
    if PageKind.RESERVED in {stored.kind, now.kind} and stored.kind is not now.kind:
        return True
    if stored.kind is PageKind.ARTICLE and now.kind is not PageKind.ARTICLE:
        return False
    return changed_share(stored.full_text, now.full_text) > share


def gone(drops: Sequence[Drop], before: Mapping[EntryId, Article]) -> tuple[Article, ...]:
    """Return the articles whose pages their sites have taken away, without what they said; `before` is by entry.

    Only a plain 404 or 410 says so: a wall, a time-out or an error of the server takes nothing back. What was reserved
    or let go with time is not told in its words anyhow.
    """
    found = []
    for drop in drops:
        stored = before.get(drop.entry_id) if drop.entry_id is not None else None
        taken = drop.reason is DropReason.FETCH_FAILED and _TAKEN_AWAY.search(drop.detail)
        if stored is not None and taken and stored.text and stored.kind is not PageKind.RESERVED:
            found.append(replace(stored, text="", kind=PageKind.ERROR))
    return tuple(found)


def _is_another(stored: Article, now: Article) -> bool:
    return now.id != stored.id and changed_share(stored.full_text, now.full_text) > _ANOTHER
