"""Stories told to a made-up archive, the answer they make, and what a section of it says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.briefing.dossier import compose_dossier, plan_for
from bot.domain.analysis import Analysis, Fact, Party, StageReading
from bot.domain.article import Article
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier, SectionKind
from bot.domain.ids import EntryId, SourceId, StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import Certainty, FactKind, PartyRole, Relevance, Sector, Stage
from support.dossierworld import NOW, PAIR, World, evidence, found_in
from support.values import make_article

DAY = timedelta(days=1)
TR_TO_PK = {"TR": PartyRole.SUPPLIER, "PK": PartyRole.RECIPIENT}
Told = tuple[Story, list[Article], list[Analysis]]
Row = tuple[int, FactKind, str, dict[str, Any]]


def news(
    name: str,
    *texts: tuple[str, str],
    days: int = 10,
    roles: dict[str, PartyRole] | None = None,
    facts: Sequence[Row] = (),
    stages: Sequence[Stage] = (),
    **fields: Any,
) -> Told:
    """Return a story told by `texts` (outlet, text), each fact in the text of its number, proved by its own words."""
    at = NOW - days * DAY
    articles = [
        make_article(
            f"{name}-{number}", source_id=SourceId(outlet), title=f"News of {name}", text=text, published=at,
            fetched_at=at, url=f"http://127.0.0.1/{outlet}/{name}-{number}", entry_id=EntryId(f"{name}-{number}"),
        )
        for number, (outlet, text) in enumerate(texts)
    ]  # fmt: skip
    known = [
        (number, Fact(kind=kind, value=value, evidence=evidence(articles[number], more.pop("quote", value)), **more))
        for number, kind, value, more in ((n, k, v, dict(m)) for n, k, v, m in facts)
    ]
    proof = (evidence(articles[0], articles[0].title),)
    stage = fields.get("stage", Stage.CONTRACT)
    analyses = [
        Analysis(
            article_id=article.id,
            relevance=Relevance.CORE,
            score=1.0,
            reasons=(),
            language="en",
            settled_by="words",
            stage=StageReading(stage=stages[number] if stages else stage, evidence=(evidence(article, article.title),)),
            certainty=fields.get("certainty", Certainty.BOTH_PARTIES),
            certainty_evidence=(evidence(article, article.text),),
            facts=tuple(fact for of, fact in known if of == number),
        )
        for number, article in enumerate(articles)
    ]
    defaults: dict[str, Any] = {
        "id": StoryId(name),
        "revision": 1,
        "title": f"News of {name}",
        "article_ids": tuple(article.id for article in articles),
        "first_seen": at,
        "last_changed": at,
        "parties": tuple(Party(country=c, role=r, evidence=proof) for c, r in (roles or TR_TO_PK).items()),
        "sectors": (Sector.UAS,),
        "stage": stage,
        "certainty": Certainty.BOTH_PARTIES,
        "facts": tuple(fact for _, fact in known),
    }
    return Story(**{**defaults, **fields}), articles, analyses


def told(*stories: Told, asked: Asked = PAIR, last_asked: datetime | None = None, **found_fields: Any) -> Dossier:
    """Return the answer out of an archive of `stories`."""
    world = World(
        stories=tuple(story for story, _, _ in stories),
        articles={one.id: one for _, articles, _ in stories for one in articles},
        analyses={one.article_id: one for _, _, analyses in stories for one in analyses},
    )
    found = replace(found_in(world, asked, last_asked=last_asked), **found_fields)
    wanted = set(plan_for(found).ids)
    read = [story for story in world.stories if story.id in wanted]
    return compose_dossier(found, stories=read, material=world.material, analyses=world.analyses)


def said(dossier: Dossier, kind: SectionKind) -> list[str]:
    section = dossier.section(kind)
    return [line.text for line in section.lines] if section else []
