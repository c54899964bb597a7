"""Items with numbered proof, windows, silence, the first line."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.briefing.compose import compose, is_silent, title_line
from bot.briefing.items import Material, compose_item, unknown_fields
from bot.briefing.labels import Labels, labels_from
from bot.briefing.selection import Chosen, select
from bot.domain.article import PageKind
from bot.domain.brief import Brief, BriefItem, ItemKind, PastStep
from bot.domain.delivery import MessageRef, Told, ToldDeal
from bot.domain.ids import ArticleId, DealId, StoryId
from bot.domain.story import Making, SummarySentence
from bot.domain.vocabulary import CooperationType, FactKind, PartyRole, Stage
from support.values import (
    NOW,
    make_article,
    make_evidence,
    make_fact,
    make_key,
    make_party,
    make_receipt,
    make_source,
    make_story,
    make_subscription,
    make_summary,
)


@pytest.fixture
def labels() -> Labels:
    taxonomy = {"stages": {"contract": {"label": "contract signed"}}, "sectors": {}}
    return labels_from(taxonomy, {"PL": "Poland", "KR": "South Korea"})


def material(labels: Labels, **source: object) -> Material:
    articles = [make_article("k2-contract"), make_article("second")]
    outlet = make_source(str(articles[0].source_id), **source)
    return Material(
        articles={article.id: article for article in articles},
        sources={outlet.id: outlet},
        summaries={StoryId("story-k2"): make_summary(sentences=_sentences())},
        labels=labels,
    )


def _sentences() -> tuple[SummarySentence, ...]:
    cited, unknown = ArticleId("article-k2-contract"), ArticleId("article-nowhere")
    return (
        SummarySentence(text="It covers 180 tanks.", sources=(cited,), verbatim=True),
        SummarySentence(text="Nobody said so.", sources=(unknown,), verbatim=False),
    )


def two_articles() -> dict[str, Any]:
    return {"article_ids": (ArticleId("article-k2-contract"), ArticleId("article-second"))}


def test_every_text_of_an_item_carries_the_number_of_a_citation_that_is_there(labels: Labels) -> None:
    item = compose_item(Chosen(story=make_story(**two_articles()), kind=ItemKind.NEW), material(labels))
    numbers = {citation.number for citation in item.citations}
    assert numbers == {1, 2}
    assert all(text.citations and set(text.citations) <= numbers for text in (*item.facts, *item.summary))


def test_a_sentence_without_a_cited_source_is_not_shown(labels: Labels) -> None:
    item = compose_item(Chosen(story=make_story(**two_articles()), kind=ItemKind.NEW), material(labels))
    assert [sentence.text for sentence in item.summary] == ["It covers 180 tanks."]


@pytest.mark.parametrize("verbatim", [True, False])
def test_a_publisher_who_reserves_the_text_is_linked_and_neither_quoted_nor_summarised(
    labels: Labels, verbatim: bool
) -> None:
    cited = ArticleId("article-k2-contract")
    sentence = SummarySentence(text="It covers 180 tanks.", sources=(cited,), verbatim=verbatim)
    open_ = material(labels)
    summaries = {StoryId("story-k2"): make_summary(sentences=(sentence,))}
    reserved = replace(open_.articles[cited], kind=PageKind.RESERVED)
    choice = Chosen(story=make_story(article_ids=(cited,)), kind=ItemKind.NEW)
    told = compose_item(choice, replace(open_, summaries=summaries))
    held = compose_item(choice, replace(open_, summaries=summaries, articles={**open_.articles, cited: reserved}))
    assert [line.text for line in told.summary] == ["It covers 180 tanks."]
    assert held.summary == ()
    assert [citation.url for citation in held.citations] == [reserved.url]


@pytest.mark.parametrize(
    ("fields", "writer"),
    [
        ({"backend": "extractive"}, ""),
        ({"backend": "remote", "making": Making(asked="remote", writer="tiny-1")}, "tiny-1"),
        ({"backend": "extractive", "making": Making(asked="remote", passing=True)}, ""),
    ],
)
def test_an_item_says_which_model_wrote_its_summary(labels: Labels, fields: dict[str, Any], writer: str) -> None:
    summaries = {StoryId("story-k2"): make_summary(**fields)}
    choice = Chosen(story=make_story(), kind=ItemKind.NEW)
    assert compose_item(choice, replace(material(labels), summaries=summaries)).writer == writer
    assert compose_item(choice, replace(material(labels), summaries={})).writer == ""


def test_a_source_that_asks_to_be_linked_only_is_not_quoted(labels: Labels) -> None:
    item = compose_item(Chosen(story=make_story(**two_articles()), kind=ItemKind.NEW), material(labels, show="link"))
    assert item.summary == ()
    assert item.citations


def test_sources_that_disagree_stand_side_by_side(labels: Labels) -> None:
    facts = tuple(
        make_fact(FactKind.VALUE, value=value, evidence=make_evidence(article))
        for value, article in (("$750 million", "article-k2-contract"), ("€650 million", "article-second"))
    )
    item = compose_item(Chosen(story=make_story(facts=facts, **two_articles()), kind=ItemKind.NEW), material(labels))
    assert {(text.text, text.citations) for text in item.facts} == {("$750 million", (1,)), ("€650 million", (2,))}


def test_a_line_of_facts_names_a_designation_once_and_the_leading_figures_only(labels: Labels) -> None:
    first, second = "article-k2-contract", "article-second"
    facts = (
        make_fact(FactKind.DESIGNATION, value="K2 Black Panther", amount=None, evidence=make_evidence(quote="K2")),
        make_fact(value="180 K2 tanks", evidence=make_evidence(first)),
        make_fact(value="116 tanks", amount=116.0, evidence=make_evidence(first, sentence=3)),
        make_fact(value="61 K2PL", amount=61.0, evidence=make_evidence(second)),
        make_fact(value="190 K2 tanks", amount=190.0, evidence=make_evidence(second, sentence=2)),
    )
    item = compose_item(Chosen(story=make_story(facts=facts, **two_articles()), kind=ItemKind.NEW), material(labels))
    assert [text.text for text in item.facts] == ["180 K2 tanks", "190 K2 tanks"]


def test_what_is_not_known_is_named_by_kind_of_deal() -> None:
    story = make_story(facts=(), types=(CooperationType.CO_PRODUCTION,))
    assert unknown_fields(story) == ("workshare", "dates")
    assert unknown_fields(make_story(facts=(), types=(CooperationType.AGREEMENT,))) == ()


def test_a_changed_story_tells_the_stage_that_was_told_and_links_the_message(labels: Labels) -> None:
    message = MessageRef(channel="C-desk", message_id="1.2", permalink="https://example.invalid/p1")
    before = Told(story_id=StoryId("story-k2"), revision=1, stage=Stage.MOU, message=message, thread=message)
    choice = Chosen(story=make_story(revision=2), kind=ItemKind.CHANGED, told=before)
    item = compose_item(choice, material(labels))
    assert (item.previous_stage, item.stage, item.earlier) == (Stage.MOU, Stage.CONTRACT, message.permalink)
    assert title_line([item], labels).endswith("mou → contract signed. 1 changed.")


@pytest.mark.parametrize(
    ("told", "now", "previous"),
    [
        (Stage.MOU, Stage.CONTRACT, Stage.MOU),
        (Stage.CONTRACT, Stage.CONTRACT, None),
        (Stage.DELIVERY, Stage.CONTRACT, None),
        (Stage.CONTRACT, Stage.CANCELLED, Stage.CONTRACT),
        (Stage.DELAYED, Stage.DELIVERY, Stage.DELAYED),
        (None, Stage.CONTRACT, Stage.TALKS),
    ],
)
def test_a_story_of_a_deal_told_by_another_says_how_far_that_was(
    labels: Labels, told: Stage | None, now: Stage, previous: Stage | None
) -> None:
    root = MessageRef(channel="C-desk", message_id="1.2", permalink="https://example.invalid/p1")
    steps = (PastStep(stage=told, at=NOW, title="They agree"),)
    deal = ToldDeal(deal_id=DealId("deal"), met_in=StoryId("story-mou"), thread=root, stage=told, steps=steps)
    story = make_story(stage=now, previous_stage=Stage.TALKS, deal_id=DealId("deal"))
    item = compose_item(Chosen(story=story, kind=ItemKind.CHANGED, deal=deal), material(labels))
    assert (item.previous_stage, item.earlier, item.met_in) == (previous, root.permalink, "story-mou")
    assert (item.past, item.deal_id) == (steps, "deal")
    assert {citation.source for citation in item.citations} <= {"wire"}


def brief(labels: Labels, **changes: Any) -> Brief:
    subscription = changes.get("subscription", make_subscription())
    stories = changes.pop("stories", [make_story(), make_story("b")])
    values: dict[str, Any] = {
        "subscription": subscription,
        "selection": select(stories, topic=subscription.topic, told={}, maximum=subscription.max_stories),
        "material": material(labels),
        "receipt": make_receipt(),
        "window": (NOW - timedelta(days=1), NOW),
        "now": NOW,
    }
    return compose(make_key(), **{**values, **changes})


def test_a_brief_says_what_it_left_out_and_when_it_is_late(labels: Labels) -> None:
    made = brief(labels, subscription=make_subscription(max_stories=1), now=NOW + timedelta(minutes=31))
    assert (len(made.items), made.left_out, made.late) == (1, 1, True)
    assert {made.items[0].story_id, *made.rest} == {"story-k2", "story-b"}
    assert not brief(labels, now=NOW + timedelta(minutes=30)).late


def test_silence_is_kept_only_when_enough_sources_answered(labels: Labels) -> None:
    silent = make_subscription(quiet_day="silent")
    quiet = brief(labels, stories=[], receipt=make_receipt(polled=35, answered=28))
    doubtful = brief(labels, stories=[], receipt=make_receipt(polled=35, answered=27))
    assert is_silent(quiet, silent)
    assert not is_silent(doubtful, silent)
    assert not is_silent(quiet, make_subscription(quiet_day="say"))
    assert not is_silent(brief(labels), silent)
    assert not is_silent(brief(labels, stories=[], receipt=make_receipt(polled=0, answered=0)), silent)


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        ((PartyRole.SUPPLIER, PartyRole.RECIPIENT), (PartyRole.SUPPLIER, PartyRole.RECIPIENT)),
        ((PartyRole.SUPPLIER, PartyRole.SUPPLIER), (PartyRole.PARTNER, PartyRole.PARTNER)),
        ((PartyRole.RECIPIENT, PartyRole.PARTNER), (PartyRole.PARTNER, PartyRole.PARTNER)),
        ((PartyRole.SUPPLIER, PartyRole.HOST), (PartyRole.SUPPLIER, PartyRole.HOST)),
    ],
)
def test_a_role_without_its_counterpart_is_not_shown(
    labels: Labels, roles: tuple[PartyRole, ...], shown: tuple[PartyRole, ...]
) -> None:
    parties = tuple(make_party(country, role) for country, role in zip(("KR", "PL"), roles, strict=True))
    item = compose_item(Chosen(story=make_story(parties=parties), kind=ItemKind.NEW), material(labels))
    assert tuple(party.role for party in item.parties) == shown


def told_in_two(labels: Labels, *, headline: str) -> BriefItem:
    """A deal that was planned in an older article and signed in a newer one."""
    older, newer = "article-k2-contract", "article-second"
    facts = (
        make_fact(value="100 K2PL", amount=100.0, evidence=make_evidence(older)),
        make_fact(value="180 K2 tanks", evidence=make_evidence(newer)),
    )
    open_ = material(labels)
    titles = {older: ("Poland picks the K2", 2), newer: ("Poland signs for the K2", 1)}
    articles = {
        name: replace(article, title=title, published=NOW - timedelta(days=days), url=f"https://e.invalid/{name}")
        for name, article in open_.articles.items()
        for title, days in (titles[name],)
    }
    summaries = {StoryId("story-k2"): make_summary(headline=headline, sentences=())}
    choice = Chosen(story=make_story(facts=facts, **two_articles()), kind=ItemKind.CHANGED)
    return compose_item(choice, replace(open_, articles=articles, summaries=summaries))


@pytest.mark.parametrize(
    ("headline", "article"),
    [
        ("Poland signs for the K2", "article-second"),
        ("Reported: Poland picks the K2", "article-k2-contract"),
        ("Poland signs for…", "article-second"),
        ("Poland–South Korea: contract for 180 K2", "article-second"),
    ],
)
def test_a_headline_leads_to_the_article_that_carries_it_or_to_the_newest(
    labels: Labels, headline: str, article: str
) -> None:
    assert told_in_two(labels, headline=headline).link == f"https://e.invalid/{article}"


def test_the_figure_of_the_article_behind_the_headline_stands_first(labels: Labels) -> None:
    assert [fact.text for fact in told_in_two(labels, headline="Poland signs for the K2").facts] == ["180 K2 tanks"]


def test_what_cites_nothing_leads_nowhere(labels: Labels) -> None:
    assert replace(told_in_two(labels, headline="x"), citations=()).link is None
