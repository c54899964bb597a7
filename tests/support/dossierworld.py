"""Archives made up by hypothesis: stories whose facts are proved by words of their articles, and answers of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.app.reading import labels_of
from bot.briefing.dossier import compose_dossier, plan_for
from bot.briefing.dossier_found import Found
from bot.briefing.dossier_scope import Matcher
from bot.briefing.items import Material
from bot.domain.analysis import Analysis, Evidence, Fact, Party, StageReading
from bot.domain.archive import LeanStory
from bot.domain.article import Article
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier
from bot.domain.ids import ArticleId, DealId, EntryId, SourceId, StoryId
from bot.domain.source import Source
from bot.domain.story import Story
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, PartyRole, Relevance, Sector, Stage
from bot.store.lean_rows import lean_of_row, lean_row
from support import values

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=365)
PAIR = Asked(countries=("PK", "TR"))
GROUPS: Mapping[str, frozenset[str]] = {"Turkic states": frozenset({"AZ", "TR"}), "GCC": frozenset({"SA", "QA"})}
CODES = ("PK", "TR", "AZ", "SA")
OUTLETS = (("wire", "PK"), ("daily", "TR"), ("journal", "GB"))
LABELS = labels_of()
_THINGS = ("Akıncı", "MILGEM", "JF-17")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An archive: stories, their articles and what was read out of these."""

    stories: tuple[Story, ...]
    articles: Mapping[ArticleId, Article]
    analyses: Mapping[ArticleId, Analysis]

    @property
    def leans(self) -> tuple[LeanStory, ...]:
        """The stories in short, as the store makes them."""
        return tuple(lean_of(story) for story in self.stories)

    @property
    def material(self) -> Material:
        """The articles with their sources."""
        sources = {
            SourceId(name): Source(id=SourceId(name), name=name.title(), url=f"http://127.0.0.1/{name}", country=home)
            for name, home in OUTLETS
        }
        return Material(articles=self.articles, sources=sources, summaries={}, labels=LABELS)

    def without_article(self, gone: ArticleId) -> "World":
        """Return the archive once an article is forgotten; a story of no other article goes with it."""
        kept = [
            replace(
                story,
                article_ids=tuple(name for name in story.article_ids if name != gone),
                facts=tuple(fact for fact in story.facts if fact.evidence.article_id != gone),
            )
            for story in self.stories
            if set(story.article_ids) != {gone}
        ]
        articles = {name: article for name, article in self.articles.items() if name != gone}
        return World(stories=tuple(kept), articles=articles, analyses=self.analyses)


def lean_of(story: Story) -> LeanStory:
    """Return a story in short by the store's own functions."""
    return lean_of_row(tuple(lean_row(story).values()))


def found_in(world: World, asked: Asked = PAIR, *, last_asked: datetime | None = None) -> Found:
    """Return what a question finds in an archive."""
    ours = [lean for lean in world.leans if Matcher(asked, GROUPS)(lean)]
    return Found(
        asked=asked,
        groups=GROUPS,
        leans=tuple(lean for lean in ours if lean.last_changed >= SINCE),
        before=tuple(lean for lean in ours if lean.last_changed < SINCE),
        since=SINCE,
        until=NOW,
        now=NOW,
        archive_since=NOW - timedelta(days=900),
        last_asked=last_asked,
        outlets=(("Wire", "PK"),),
    )


def answer(world: World, asked: Asked = PAIR, *, last_asked: datetime | None = None) -> Dossier:
    """Return the answer to a question out of an archive, of which only what is planned is read."""
    found = found_in(world, asked, last_asked=last_asked)
    wanted = set(plan_for(found).ids)
    read = [story for story in world.stories if story.id in wanted]
    return compose_dossier(found, stories=read, material=world.material, analyses=world.analyses)


@st.composite
def worlds(draw: st.DrawFn, most: int = 8) -> World:
    """Draw an archive of a few stories of few countries over two years, some of one deal, some with two outlets."""
    count = draw(st.integers(0, most))
    parts = [_story(draw, number) for number in range(count)]
    return World(
        stories=tuple(story for story, _, _ in parts),
        articles={one.id: one for _, articles, _ in parts for one in articles},
        analyses={one.article_id: one for _, _, analyses in parts for one in analyses},
    )


def _story(draw: st.DrawFn, number: int) -> tuple[Story, list[Article], list[Analysis]]:
    at = NOW - timedelta(days=draw(st.integers(0, 720)), hours=number)
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    roles = [draw(st.sampled_from([PartyRole.SUPPLIER, PartyRole.RECIPIENT, PartyRole.PARTNER])) for _ in codes]
    stage = draw(st.sampled_from([None, *Stage]))
    thing = draw(st.sampled_from(["", *_THINGS]))
    outlets = draw(st.lists(st.sampled_from(OUTLETS), min_size=1, max_size=2, unique=True))
    certainty = draw(st.sampled_from([None, *Certainty]))
    articles, analyses, facts = [], [], []
    for place, (outlet, _) in enumerate(outlets):
        article, own = _article(draw, f"{number}-{place}", outlet, at=at, thing=thing)
        articles.append(article)
        facts += own
        proof = (evidence(article, article.title),)
        analyses.append(
            Analysis(
                article_id=article.id,
                relevance=Relevance.CORE,
                score=0.9,
                reasons=(),
                language="en",
                settled_by="words",
                stage=StageReading(stage=stage, evidence=proof) if stage else None,
                certainty=certainty,
                certainty_evidence=proof if certainty else (),
                facts=tuple(own),
            )
        )
    proof = (evidence(articles[0], articles[0].title),)
    story = Story(
        id=StoryId(f"story-{number}"),
        revision=1,
        title=articles[0].title,
        article_ids=tuple(article.id for article in articles),
        first_seen=at - timedelta(days=draw(st.integers(0, 40))),
        last_changed=at,
        parties=tuple(Party(country=c, role=r, evidence=proof) for c, r in zip(codes, roles, strict=True)),
        sectors=tuple(draw(st.lists(st.sampled_from([Sector.UAS, Sector.SURFACE_SHIPS]), max_size=2, unique=True))),
        types=(CooperationType.PROCUREMENT,),
        stage=stage,
        certainty=certainty,
        facts=tuple(facts),
        deal_id=DealId(f"deal-{thing}") if thing and draw(st.booleans()) else None,
    )
    return story, articles, analyses


def _article(draw: st.DrawFn, name: str, outlet: str, *, at: datetime, thing: str) -> tuple[Article, list[Fact]]:
    pieces = draw(st.integers(1, 40))
    worth = draw(st.sampled_from([290, 300, 340]))
    year = draw(st.integers(2024, 2028))
    title = f"News {name} of defence cooperation"
    text = f"{pieces} {thing or 'drones'} are worth ${worth} million. First delivery is due in {year}."
    article = values.make_article(
        name, source_id=SourceId(outlet), title=title, text=text, published=at, fetched_at=at + timedelta(hours=1),
        url=f"http://127.0.0.1/{outlet}/{name}", entry_id=EntryId(f"entry-{name}"),
    )  # fmt: skip
    told = [
        (FactKind.VALUE, f"${worth} million", f"${worth} million", float(worth * 1_000_000), "USD"),
        (FactKind.QUANTITY, f"{pieces} {thing or 'drones'}", f"{pieces} {thing or 'drones'}", float(pieces), None),
        (FactKind.DATE, f"first delivery {year}", f"First delivery is due in {year}", None, None),
    ]
    if thing:
        told.append((FactKind.DESIGNATION, thing, thing, None, None))
    kept = [row for row in told if draw(st.booleans())]
    facts = [
        Fact(kind=kind, value=value, evidence=evidence(article, quote), amount=amount, currency=currency)
        for kind, value, quote, amount, currency in kept
    ]
    return article, facts


def evidence(article: Article, quote: str) -> Evidence:
    """Return where `quote` first stands in an article."""
    start = article.full_text.index(quote)
    return Evidence(article_id=article.id, sentence=0, start=start, end=start + len(quote), quote=quote)
