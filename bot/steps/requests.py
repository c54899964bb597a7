"""What is handed to a summariser: the texts that may be told, and what analysis has proved of them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.analysis.focus import focus
from bot.briefing.labels import Labels
from bot.domain.analysis import Analysis, Evidence, Fact, Party
from bot.domain.article import Article, PageKind
from bot.domain.ids import ArticleId, SourceId
from bot.domain.source import Source
from bot.domain.story import Story
from bot.domain.vocabulary import Certainty, FactKind, Stage
from summarizers.base import DealFacts, PartyFact, Passage, Proof, Proved, SummaryRequest

MOST_PASSAGES = 6
_UNKNOWN_SOURCE_CHARS = 400
_ENGLISH = "en"
_Key = tuple[FactKind, str | float, str | None]


def story_request(
    story: Story,
    articles: Sequence[Article],
    *,
    sources: Mapping[SourceId, Source],
    labels: Labels,
    analyses: Sequence[Analysis] = (),
) -> SummaryRequest:
    """Return what may be summarised of a story: nothing of what is reserved; what has a text goes before the rest.

    `analyses` are those of `articles`: they tell who says what; without them each figure is known from one article.
    """
    open_ = [article for article in articles if article.kind is not PageKind.RESERVED]
    told = sorted(open_, key=lambda article: (not article.text, article.moment, article.id))[:MOST_PASSAGES]
    read = {analysis.article_id: analysis for analysis in analyses}
    passages = tuple(_passage(article, sources.get(article.source_id), read.get(article.id)) for article in told)
    kept = [read[article.id] for article in told if article.id in read]
    facts = [fact for analysis in kept for fact in analysis.facts] or list(story.facts)
    return SummaryRequest(
        passages=passages,
        focus=focus(story.parties, story.facts),
        facts=_deal(
            story.parties,
            facts,
            told=frozenset(article.id for article in told),
            labels=labels,
            tags=(story.sectors, story.types),
            tagged=[tag for analysis in kept for tag in _tags(analysis)],
            stage=(
                story.stage,
                [p for a in kept if a.stage and a.stage.stage is story.stage for p in a.stage.evidence],
            ),
            certainty=(
                story.certainty,
                [p for a in kept if a.certainty is story.certainty for p in a.certainty_evidence],
            ),
        ),
    )


def article_request(
    article: Article, analysis: Analysis, *, labels: Labels, quote_chars: int | None = None
) -> SummaryRequest:
    """Return the request for one article that is the reader's own: no source bounds what is quoted of it.

    `quote_chars` bounds it all the same, to see what a source that allows so much would give.
    """
    passage = Passage(
        id=article.id,
        title=article.title,
        text=article.text,
        quote_chars=len(article.text) if quote_chars is None else quote_chars,
        language=analysis.language or _ENGLISH,
    )
    return SummaryRequest(
        passages=(passage,),
        focus=focus(analysis.parties, analysis.facts),
        facts=_deal(
            analysis.parties,
            analysis.facts,
            told=frozenset({article.id}),
            labels=labels,
            tags=(tuple(tag.sector for tag in analysis.sectors), tuple(tag.type for tag in analysis.types)),
            tagged=_tags(analysis),
            stage=(analysis.stage.stage, analysis.stage.evidence) if analysis.stage else (None, ()),
            certainty=(analysis.certainty, analysis.certainty_evidence),
        ),
    )


def _passage(article: Article, source: Source | None, analysis: Analysis | None) -> Passage:
    read = analysis.language if analysis else ""
    return Passage(
        id=article.id,
        title=article.title,
        text=article.text,
        outlet=source.name if source else "",
        quote_chars=source.quotable_chars if source else _UNKNOWN_SOURCE_CHARS,
        language=read or article.language or (source.language if source else _ENGLISH),
    )


def _deal(
    parties: Iterable[Party],
    facts: Sequence[Fact],
    *,
    told: frozenset[ArticleId],
    labels: Labels,
    tags: tuple[Sequence[str], Sequence[str]],
    tagged: Iterable[tuple[str, Sequence[Evidence]]],
    stage: tuple[Stage | None, Iterable[Evidence]],
    certainty: tuple[Certainty | None, Iterable[Evidence]],
) -> DealFacts:
    """Return what the articles `told` prove: a party or figure that only others prove is not in it."""
    own = [fact for fact in facts if fact.evidence.article_id in told]
    written = _organisations(own)
    return DealFacts(
        parties=tuple(p for party in parties if (p := _party(party, written, told=told, labels=labels)).name.proofs),
        sectors=tuple(map(str, tags[0])),
        types=tuple(map(str, tags[1])),
        tags=_tagged(tagged, told),
        stage=str(stage[0] or ""),
        stage_proofs=_proofs(stage[1], told),
        certainty=str(certainty[0] or ""),
        certainty_proofs=_proofs(certainty[1], told),
        designations=_proved(own, FactKind.DESIGNATION, lambda fact: fact.evidence.quote),
        quantities=_proved(own, FactKind.QUANTITY, lambda fact: fact.value),
        values=_proved(own, FactKind.VALUE, lambda fact: fact.value),
        shares=_proved(own, FactKind.LOCAL_SHARE, lambda fact: fact.value),
        dates=_proved(own, FactKind.DATE, lambda fact: fact.value),
    )


def _tags(analysis: Analysis) -> list[tuple[str, Sequence[Evidence]]]:
    sectors = [(str(tag.sector), tag.evidence) for tag in analysis.sectors]
    return [*sectors, *((str(tag.type), tag.evidence) for tag in analysis.types)]


def _tagged(tags: Iterable[tuple[str, Sequence[Evidence]]], told: frozenset[ArticleId]) -> tuple[Proved, ...]:
    proofs: dict[str, list[Proof]] = {}
    for name, evidence in tags:
        proofs.setdefault(name, []).extend(_proofs(evidence, told))
    return tuple(Proved(text=name, proofs=tuple(found)) for name, found in proofs.items() if found)


def _party(
    party: Party, written: Mapping[str, Sequence[str]], *, told: frozenset[ArticleId], labels: Labels
) -> PartyFact:
    forms = (form for name in party.organisations for form in written.get(name, ()))
    return PartyFact(
        code=party.country,
        name=Proved(text=labels.country(party.country), proofs=_proofs(party.evidence, told)),
        role=party.role.value,
        organisations=tuple(dict.fromkeys(forms)),
    )


def _organisations(facts: Iterable[Fact]) -> Mapping[str, Sequence[str]]:
    """Return the forms in which the texts write each organisation."""
    forms: dict[str, list[str]] = {}
    for fact in facts:
        if fact.kind is FactKind.ORGANISATION:
            forms.setdefault(fact.value, []).append(_plain(fact.evidence.quote))
    return forms


def _proofs(evidence: Iterable[Evidence], told: frozenset[ArticleId]) -> tuple[Proof, ...]:
    return tuple(dict.fromkeys(_proof(one) for one in evidence if one.article_id in told))


def _proof(evidence: Evidence) -> Proof:
    return Proof(passage=evidence.article_id, quote=evidence.quote)


def _proved(facts: Iterable[Fact], kind: FactKind, shown: Callable[[Fact], str]) -> tuple[Proved, ...]:
    """Return the facts of `kind`, equal ones as one with all proofs: the whole deal's first, then the commonest."""
    groups: dict[_Key, list[Fact]] = {}
    for fact in facts:
        if fact.kind is kind:
            key = (kind, fact.value if fact.amount is None else fact.amount, fact.currency)
            groups.setdefault(key, []).append(fact)
    ranked = sorted(groups.values(), key=lambda same: (same[0].scope is not None, -len(same)))
    return tuple(_one(same, shown) for same in ranked)


def _one(same: Sequence[Fact], shown: Callable[[Fact], str]) -> Proved:
    first = same[0]
    return Proved(
        text=_plain(shown(first)),
        proofs=tuple(dict.fromkeys(_proof(fact.evidence) for fact in same)),
        amount=first.amount,
        lower=first.lower,
        currency=first.currency,
        bound=first.bound.value if first.bound else "",
        scope=first.scope.value if first.scope else "",
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
