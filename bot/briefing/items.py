"""One story as an item: parties, facts and summary with numbered citations, and what is not known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.briefing.labels import Labels
from bot.briefing.making import writer_of
from bot.briefing.selection import Chosen
from bot.domain.analysis import Fact
from bot.domain.article import Article, PageKind
from bot.domain.brief import BriefItem, Citation, CitedText, ItemKind, PartyLine, behind
from bot.domain.deal import Deal
from bot.domain.ids import ArticleId, DealId, SourceId, StoryId
from bot.domain.source import Source
from bot.domain.story import Story, StorySummary, SummarySentence
from bot.domain.vocabulary import CooperationType, FactKind, PartyRole, Stage

MAX_CITATIONS = 9
_VALUED = {CooperationType.PROCUREMENT, CooperationType.UPGRADE_MRO, CooperationType.INVESTMENT_MA}
_SHARED = {CooperationType.CO_PRODUCTION, CooperationType.CO_DEVELOPMENT, CooperationType.JOINT_VENTURE}
_SHOWN_FACTS = (FactKind.DESIGNATION, FactKind.QUANTITY, FactKind.VALUE, FactKind.LOCAL_SHARE, FactKind.DATE)
_MAX_PER_KIND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What items are made of: articles and summaries by id, the sources they came from, deals, display names."""

    articles: Mapping[ArticleId, Article]
    sources: Mapping[SourceId, Source]
    summaries: Mapping[StoryId, StorySummary]
    labels: Labels
    deals: Mapping[DealId, Deal] = field(default_factory=dict)


def compose_item(choice: Chosen, material: Material) -> BriefItem:
    """Return `choice` as an item; what has no evidence in a cited article is not in it."""
    story = choice.story
    citations = _citations(story, material)
    numbers = {article: n for n, article in enumerate(_cited(story, material), start=1)}
    summary = material.summaries.get(story.id)
    headline = summary.headline if summary else story.title
    lead = behind(headline, citations) if choice.kind is ItemKind.CHANGED or story.previous_stage else None
    return BriefItem(
        story_id=story.id,
        revision=story.revision,
        kind=choice.kind,
        headline=headline,
        parties=tuple(party_lines(story, material.labels)),
        sectors=story.sectors,
        types=story.types,
        stage=story.stage,
        previous_stage=_previous(choice, material),
        certainty=story.certainty,
        facts=tuple(_fact_texts(story.facts, numbers, lead=lead.number if lead else 0)),
        summary=tuple(_sentences(summary.sentences if summary else (), numbers=numbers, material=material)),
        unknown=unknown_fields(story),
        citations=citations,
        last_changed=story.last_changed,
        earlier=_earlier(choice),
        deal_id=story.deal_id,
        met_in=choice.deal.met_in if choice.deal else None,
        past=choice.deal.steps if choice.deal else (),
        writer=writer_of(summary) if summary else "",
    )


def _earlier(choice: Chosen) -> str | None:
    """Return the link to what was told before: the thread of the deal or, of the story alone, its last message."""
    before = choice.deal.thread if choice.deal else choice.told.message if choice.told else None
    return before.permalink if before else None


def _previous(choice: Chosen, material: Material) -> Stage | None:
    """Return how far the story or its deal had got, as the channel was told or else as it is known."""
    story = choice.story
    if choice.deal is not None and choice.deal.stage is not None:
        return choice.deal.stage if _moves(story.stage, choice.deal.stage) else None
    told = choice.told.stage if choice.told and choice.told.stage is not story.stage else story.previous_stage
    return told or _reached_before(story, material)


def _moves(stage: Stage | None, before: Stage) -> bool:
    """Whether `stage` is news of a deal that had got to `before`: further, or aside, or no longer aside."""
    return stage is not None and stage is not before and (stage.aside or stage.rank > before.rank)


def _reached_before(story: Story, material: Material) -> Stage | None:
    """Return how far earlier stories of the same deal had got, where this one goes further, or back."""
    deal = material.deals.get(story.deal_id) if story.deal_id else None
    earlier = deal.before(story.id) if deal else None
    return earlier if earlier is not None and _moves(story.stage, earlier) else None


def unknown_fields(story: Story) -> tuple[str, ...]:
    """Return the fields a reader of such a deal would look for and that no article proved of the whole of it."""
    known = {fact.kind for fact in story.facts if fact.scope is None}
    types = set(story.types)
    wanted = []
    if CooperationType.PROCUREMENT in types:
        wanted.append((FactKind.QUANTITY, "quantity"))
    if types & _VALUED:
        wanted.append((FactKind.VALUE, "value"))
    if types & _SHARED:
        wanted.append((FactKind.LOCAL_SHARE, "workshare"))
    if types & (_VALUED | _SHARED):
        wanted.append((FactKind.DATE, "dates"))
    return tuple(name for kind, name in wanted if kind not in known)


def _cited(story: Story, material: Material) -> list[ArticleId]:
    proving = {fact.evidence.article_id for fact in story.facts}
    present = [article for article in story.article_ids if article in material.articles]
    present.sort(key=lambda article: (article not in proving, material.articles[article].moment, article))
    return present[:MAX_CITATIONS]


def _citations(story: Story, material: Material) -> tuple[Citation, ...]:
    return tuple(
        citation_of(number, material.articles[name], material)
        for number, name in enumerate(_cited(story, material), start=1)
    )


def citation_of(number: int, article: Article, material: Material) -> Citation:
    """Return `article` as the source with this number."""
    source = material.sources.get(article.source_id)
    return Citation(
        number=number,
        outlet=source.name if source else str(article.source_id),
        url=article.url,
        title=article.title,
        published=article.published,
        source=article.source_id,
    )


def party_lines(story: Story, labels: Labels) -> Iterable[PartyLine]:
    """Yield the parties of a story, those who give first.

    A supplier without anybody who gets, or the other way round, is half a reading: both sides are shown as partners.
    """
    order = [PartyRole.SUPPLIER, PartyRole.PARTNER, PartyRole.HOST, PartyRole.RECIPIENT]
    roles = {party.role for party in story.parties}
    whole = PartyRole.SUPPLIER in roles and bool(roles & {PartyRole.RECIPIENT, PartyRole.HOST})
    for party in sorted(story.parties, key=lambda party: (order.index(party.role), party.country)):
        yield PartyLine(
            country=party.country,
            name=labels.country(party.country),
            role=party.role if whole else PartyRole.PARTNER,
            organisations=party.organisations,
        )


def _fact_texts(facts: Sequence[Fact], numbers: Mapping[ArticleId, int], *, lead: int) -> Iterable[CitedText]:
    """Yield what a line of facts shows: "180 K2 · about US$6.5 billion", each with the articles that say so.

    A designation that a quantity names already is not said again. Of further figures only those are shown that stand
    in the sentence of the first, or that another article gives of the same: sources that disagree stand side by side.
    What the article numbered `lead` says stands first: of what moved, the others may tell what was planned.
    """
    cited = [fact for fact in facts if fact.evidence.article_id in numbers]
    cited.sort(key=lambda fact: numbers[fact.evidence.article_id] != lead)
    counted = " ".join(fact.value.casefold() for fact in _leading(cited, FactKind.QUANTITY))
    for kind in _SHOWN_FACTS:
        said: dict[str, list[int]] = {}
        for fact in _leading(cited, kind):
            if kind is FactKind.DESIGNATION and _named_in(fact, counted):
                continue
            places = said.setdefault(fact.value, [])
            number = numbers[fact.evidence.article_id]
            if number not in places:
                places.append(number)
        # The most repeated figure first, behind what the leading article says.
        ranked = sorted(said.items(), key=lambda row: (lead not in row[1], -len(row[1])))[:_MAX_PER_KIND]
        for value, places in ranked:
            yield CitedText(text=value, citations=tuple(sorted(places)), kind=kind)


def _leading(facts: Sequence[Fact], kind: FactKind) -> list[Fact]:
    """Return the facts of `kind`; of quantities and values the first, what stands beside it, and what disagrees."""
    of_kind = [fact for fact in facts if fact.kind is kind]
    if kind not in (FactKind.QUANTITY, FactKind.VALUE) or not of_kind:
        return of_kind
    first = of_kind[0]
    return [fact for fact in of_kind if _beside(fact, first) or _disagrees(fact, first)]


def _beside(fact: Fact, first: Fact) -> bool:
    one, other = fact.evidence, first.evidence
    return (one.article_id, one.sentence) == (other.article_id, other.sentence)


def _disagrees(fact: Fact, first: Fact) -> bool:
    """Whether another article gives another figure: of money any, of things that of the same thing."""
    if fact.evidence.article_id == first.evidence.article_id:
        return False
    return fact.kind is FactKind.VALUE or fact.value.split()[1:] == first.value.split()[1:]


def _named_in(designation: Fact, counted: str) -> bool:
    """Whether a quantity's words hold the designation, as its row or as the article writes it."""
    forms = (designation.value.casefold(), designation.evidence.quote.casefold())
    return any(form in counted for form in forms)


def _sentences(
    sentences: Sequence[SummarySentence], *, numbers: Mapping[ArticleId, int], material: Material
) -> Iterable[CitedText]:
    for sentence in sentences:
        cited = tuple(sorted({numbers[source] for source in sentence.sources if source in numbers}))
        if cited and not _withheld(sentence, material):
            yield CitedText(text=sentence.text, citations=cited, verbatim=sentence.verbatim)


def _withheld(sentence: SummarySentence, material: Material) -> bool:
    """Whether every source of a sentence reserves its text, or it is a quotation and they ask to be linked only."""
    articles = [article for name in sentence.sources if (article := material.articles.get(name))]
    if not articles:
        return False
    if all(article.kind is PageKind.RESERVED for article in articles):
        return True
    return sentence.verbatim and all(_only_linked(article, material) for article in articles)


def _only_linked(article: Article, material: Material) -> bool:
    source = material.sources.get(article.source_id)
    return article.kind is PageKind.RESERVED or (source is not None and source.show == "link")
