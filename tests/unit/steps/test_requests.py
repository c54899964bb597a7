"""What a summariser is handed: only what may be told, and what the articles among it prove."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.analysis import Evidence, Fact, StageReading
from bot.domain.article import Article, PageKind
from bot.domain.ids import ArticleId, SourceId
from bot.domain.source import Source
from bot.domain.story import Story
from bot.domain.vocabulary import Bound, Certainty, FactKind, FactScope, PartyRole, Stage
from bot.steps.requests import MOST_PASSAGES, article_request, story_request
from summarizers.base import Proof, SummaryRequest
from support.briefs import shipped_labels
from support.values import (
    HOUR,
    NOW,
    make_analysis,
    make_article,
    make_evidence,
    make_fact,
    make_party,
    make_source,
    make_story,
)

LABELS = replace(shipped_labels(), countries={"PL": "Poland", "KR": "South Korea"})


def proof(article: str, quote: str, *, sentence: int = 0) -> Evidence:
    return make_evidence(f"article-{article}", quote=quote, sentence=sentence)


def figure(article: str, value: str, amount: float, **fields: Any) -> Fact:
    return make_fact(value=value, amount=amount, evidence=proof(article, value), **fields)


def requested(
    story: Story, *articles: Article, sources: tuple[Source, ...] = (), analyses: tuple[Any, ...] = ()
) -> SummaryRequest:
    known = {source.id: source for source in sources}
    return story_request(story, articles, sources=known, labels=LABELS, analyses=analyses)


def two() -> tuple[Article, Article]:
    return make_article("a", source_id=SourceId("wire")), make_article("b", source_id=SourceId("post"))


def story(*names: str, **fields: Any) -> Story:
    return make_story(article_ids=tuple(ArticleId(f"article-{name}") for name in names), **fields)


def test_a_source_bounds_what_is_quoted_of_it() -> None:
    a, b = two()
    sources = (make_source("wire", quote_chars=120), make_source("post", show="link"))
    request = requested(story("a", "b"), a, b, sources=sources)
    assert [(p.outlet, p.quote_chars) for p in request.passages] == [("Wire", 120), ("Post", 0)]


def test_what_is_reserved_gives_no_passage_and_proves_nothing() -> None:
    a, b = two()
    b = replace(b, kind=PageKind.RESERVED)
    facts = (figure("a", "180 K2", 180), figure("b", "64 Krab", 64))
    parties = (
        make_party("PL", evidence=(proof("a", "Poland"),)),
        make_party("KR", evidence=(proof("b", "South Korea"),)),
    )
    request = requested(story("a", "b", facts=facts, parties=parties), a, b)
    assert request.facts is not None
    assert [passage.id for passage in request.passages] == ["article-a"]
    assert [one.text for one in request.facts.quantities] == ["180 K2"]
    assert [one.code for one in request.facts.parties] == ["PL"]


def test_figures_of_several_articles_know_who_tells_them_the_commonest_first() -> None:
    a, b = two()
    c = make_article("c")
    analyses = (
        make_analysis("a", facts=(figure("a", "12 jets", 12),)),
        make_analysis("b", facts=(figure("b", "18 jets", 18), figure("b", "6 jets", 6, scope=FactScope.OPTION))),
        make_analysis("c", facts=(figure("c", "eighteen jets", 18),)),
    )
    request = requested(story("a", "b", "c"), a, b, c, analyses=analyses)
    assert request.facts is not None
    told = [(one.text, [p.passage for p in one.proofs], one.scope) for one in request.facts.quantities]
    assert told == [
        ("18 jets", ["article-b", "article-c"], ""),
        ("12 jets", ["article-a"], ""),
        ("6 jets", ["article-b"], "option"),
    ]


def test_stage_and_certainty_are_proved_by_the_articles_that_reach_them() -> None:
    a, b = two()
    analyses = (
        make_analysis("a", stage=StageReading(stage=Stage.TALKS, evidence=(proof("a", "talks"),))),
        make_analysis(
            "b",
            stage=StageReading(stage=Stage.CONTRACT, evidence=(proof("b", "signed"),)),
            certainty_evidence=(proof("b", "both said"),),
        ),
    )
    request = requested(story("a", "b"), a, b, analyses=analyses)
    assert request.facts is not None
    assert (request.facts.stage, request.facts.stage_proofs) == (
        "contract",
        (Proof(passage="article-b", quote="signed"),),
    )
    assert request.facts.certainty_proofs == (Proof(passage="article-b", quote="both said"),)


def test_a_bound_a_range_and_a_currency_are_handed_on() -> None:
    value = figure(
        "a", "about $5-6 bn", 6e9, kind=FactKind.VALUE, lower=5e9, currency="USD", bound=Bound.ABOUT
    )  # fmt: skip
    request = requested(story("a", facts=(value,)), two()[0])
    assert request.facts is not None
    (one,) = request.facts.values
    assert (one.amount, one.lower, one.currency, one.bound) == (6e9, 5e9, "USD", "about")


def test_names_stand_as_the_texts_write_them() -> None:
    facts = (
        make_fact(FactKind.DESIGNATION, value="MQ-9", amount=None, evidence=proof("a", "MQ-9B\nSkyGuardian")),
        make_fact(FactKind.ORGANISATION, value="Hyundai Rotem", amount=None, evidence=proof("a", "Rotem")),
    )
    parties = (
        make_party("KR", PartyRole.SUPPLIER, evidence=(proof("a", "Korean"),), organisations=("Hyundai Rotem",)),
    )
    request = requested(story("a", facts=facts, parties=parties), two()[0])
    assert request.facts is not None
    assert [one.text for one in request.facts.designations] == ["MQ-9B SkyGuardian"]
    (korea,) = request.facts.parties
    assert (korea.name.text, korea.role, korea.organisations) == ("South Korea", "supplier", ("Rotem",))


def test_texts_go_before_bare_titles_and_no_more_than_six_are_taken() -> None:
    many = [make_article(f"n{n}", published=NOW - n * HOUR, text="" if n > 7 else "Text.") for n in range(10)]
    request = requested(story(*(f"n{n}" for n in range(10))), *many)
    assert len(request.passages) == MOST_PASSAGES
    assert all(passage.text for passage in request.passages)
    assert request.passages[0].id == "article-n7"


def test_the_language_read_goes_before_the_one_the_page_claims() -> None:
    article = make_article("a", language="de", published=NOW - timedelta(hours=1))
    assert requested(story("a"), article).passages[0].language == "de"
    read = (make_analysis("a", language="tr"),)
    assert requested(story("a"), article, analyses=read).passages[0].language == "tr"


def test_one_article_may_be_quoted_whole() -> None:
    article = make_article("a", text="x" * 5000)
    analysis = make_analysis("a", certainty=Certainty.ONE_PARTY)
    request = article_request(article, analysis, labels=LABELS)
    (passage,) = request.passages
    assert passage.quote_chars == 5000
    assert request.facts is not None
    assert (request.facts.stage, request.facts.certainty) == ("contract", "one_party")
    assert request.facts.sectors == ("armoured_vehicles",)
    assert ("Poland",) in request.focus
