"""What items and answers are made of: the articles of stories, their sources and summaries, and their deals."""

from collections.abc import Iterable

from bot.briefing.items import Material
from bot.briefing.labels import Labels
from bot.domain.story import Story
from bot.store import Store


async def material_of(store: Store, labels: Labels, stories: Iterable[Story], *, deals: bool = True) -> Material:
    """Return what is stored on `stories`; without their deals where nobody asks for these."""
    listed = tuple(stories)
    ids = tuple(dict.fromkeys(name for story in listed for name in story.article_ids))
    articles = await store.articles(ids)
    sources = await store.sources(tuple({article.source_id for article in articles}))
    wanted = {story.deal_id for story in listed if story.deal_id} if deals else set()
    return Material(
        articles={article.id: article for article in articles},
        sources={source.id: source for source in sources},
        summaries=await store.summaries([story.id for story in listed]),
        labels=labels,
        deals=await store.deals(wanted) if wanted else {},
    )
