"""The answer about a country or a pair, out of the archive."""

from collections.abc import Sequence
from datetime import datetime

from bot.briefing.items import Material, compose_item
from bot.briefing.selection import Chosen
from bot.domain.brief import Dossier, ItemKind
from bot.domain.story import Story

MAX_ITEMS = 8
MAX_COUNTRIES = 2
"""A question is about one country or a pair."""


def compose_dossier(
    countries: Sequence[str],
    *,
    stories: Sequence[Story],
    material: Material,
    since: datetime,
    now: datetime,
) -> Dossier:
    """Return what the archive holds on `countries` since `since`, newest first, at most eight stories."""
    newest = sorted(stories, key=lambda story: (story.last_changed, story.id), reverse=True)
    items = tuple(compose_item(Chosen(story=story, kind=ItemKind.NEW), material) for story in newest[:MAX_ITEMS])
    covering = {material.articles[a].source_id for s in stories for a in s.article_ids if a in material.articles}
    return Dossier(
        countries=tuple(countries),
        title="–".join(material.labels.country(code) for code in countries),
        items=items,
        since=since,
        asked_at=now,
        sources_covering=len(covering),
        left_out=max(0, len(newest) - MAX_ITEMS),
    )
