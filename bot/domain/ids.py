"""Identifiers, kept apart by type so that no id can stand in for another."""

import hashlib
from typing import NewType

SourceId = NewType("SourceId", str)
EntryId = NewType("EntryId", str)
ArticleId = NewType("ArticleId", str)
StoryId = NewType("StoryId", str)
DealId = NewType("DealId", str)
SubscriptionId = NewType("SubscriptionId", str)
ChannelId = NewType("ChannelId", str)

_ID_LENGTH = 20


def digest(*parts: str) -> str:
    """Return a stable id of 20 hexadecimal digits for `parts`, whose borders count."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def entry_id(source: SourceId, guid: str) -> EntryId:
    """Return the id of the entry that `source` calls `guid`."""
    return EntryId(digest("entry", source, guid))


def article_id(url: str) -> ArticleId:
    """Return the id of the article at the canonical address `url`."""
    return ArticleId(digest("article", url))
