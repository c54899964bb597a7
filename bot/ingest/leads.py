"""Leads: headlines that say a story exists, from where no page of it can be had. Pure."""

from bot.domain.article import Drop, DropReason, Entry
from bot.domain.source import Source
from bot.ingest.reading import drop_of


def is_lead(source: Source) -> bool:
    """Return whether what `source` holds are leads: Google News' links are opaque and are never fetched."""
    return source.kind == "google_news"


def lead(entry: Entry) -> Drop:
    """Return what settles a lead: it is left out, and the receipt names the publisher who has the story."""
    return drop_of(entry, DropReason.LEAD_ONLY, detail=f"told by {entry.author}" if entry.author else "")
