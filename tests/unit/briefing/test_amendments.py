"""Corrections: what was wrong is told from what moved on."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.corrections import amendments, develops, mended, withdrawal
from bot.domain.article import PageKind
from bot.domain.brief import BriefItem, CitedText, PartyLine
from bot.domain.vocabulary import Certainty, FactKind, PartyRole, Relevance, Stage
from support.briefs import shipped_labels
from support.values import make_article, make_fact, make_item, make_story

LABELS = shipped_labels()
STAGES = st.sampled_from([None, *Stage])


def item(**fields: object) -> BriefItem:
    return make_item(**{"facts": (), **fields})


def said(told: BriefItem, now: BriefItem, **fields: object) -> tuple[str, ...]:
    return amendments(told, now, make_story(**{"facts": (), **fields}), LABELS)


@given(before=STAGES, now=STAGES)
def test_a_stage_that_goes_on_is_never_a_correction_and_one_taken_back_always(
    before: Stage | None, now: Stage | None
) -> None:
    told, found = item(stage=before), item(stage=now)
    notes = said(told, found)
    aside = (before is not None and before.aside) or (now is not None and now.aside)
    back = before is not None and not aside and (now is None or now.rank < before.rank)
    assert bool(notes) == back
    if notes:
        assert not develops(told, found)


@given(before=st.sampled_from(list(Certainty)), now=st.sampled_from(list(Certainty)))
def test_a_weaker_word_is_a_correction_and_a_stronger_one_news(before: Certainty, now: Certainty) -> None:
    told, found = item(certainty=before), item(certainty=now)
    assert bool(said(told, found)) == (now.rank < before.rank)
    assert develops(told, found) == (now.rank > before.rank)


CODES = st.sets(st.sampled_from(["PL", "KR", "TR", "PK"]), max_size=3)


@given(before=CODES, now=CODES)
def test_a_party_that_is_gone_is_a_correction_one_that_joined_is_news(before: set[str], now: set[str]) -> None:
    def lines(codes: set[str]) -> tuple[PartyLine, ...]:
        return tuple(PartyLine(country=code, name=code, role=PartyRole.PARTNER) for code in sorted(codes))

    told, found = item(parties=lines(before)), item(parties=lines(now))
    assert bool(said(told, found)) == bool(before - now)
    assert develops(told, found) == (bool(now - before) and not before - now)


@given(told=st.sampled_from(["180", "116"]), kept=st.booleans())
def test_a_figure_stands_while_any_article_gives_it(told: str, kept: bool) -> None:
    before = item(facts=(CitedText(text=told, citations=(1,), kind=FactKind.QUANTITY),))
    after = item(facts=(CitedText(text="44", citations=(1,), kind=FactKind.QUANTITY),))
    facts = (make_fact(value="44"), *([make_fact(value=told)] if kept else []))
    assert said(before, after, facts=facts) == (() if kept else (f"quantity was {told}, is 44",))


@pytest.mark.parametrize(
    ("told", "now", "same"),
    [
        ("over six KC-390", "six KC-390", True),
        ("about 180 K2", "180 K2 tanks", True),
        ("US$6.5 billion", "about US$6.5 billion", True),
        ("US$6.5 billion", "US$5.6 billion", False),
        ("180 K2", "116 K2", False),
        ("180 K2", "180 K9", False),
    ],
)
def test_more_words_on_the_same_figure_are_no_correction(told: str, now: str, same: bool) -> None:
    before = item(facts=(CitedText(text=told, citations=(1,), kind=FactKind.QUANTITY),))
    after = item(facts=(CitedText(text=now, citations=(1,), kind=FactKind.QUANTITY),))
    assert (said(before, after, facts=(make_fact(value=now),)) == ()) == same
    moved = replace(after, stage=Stage.DELIVERY)
    assert said(before, moved, facts=(make_fact(value=now),)) == (), "a development brings figures of its own"


def test_a_headline_is_corrected_where_its_article_has_another_one() -> None:
    told = make_item(headline="Poland and South Korea sign second K2 tank contract", facts=())
    (citation,) = told.citations
    own = replace(told, citations=(replace(citation, title=told.headline),))
    other = replace(
        own, headline="Seoul denies it", citations=(replace(citation, title="Seoul denies any talks on tanks"),)
    )
    assert said(own, other) == (f"headline was “{told.headline}”",)
    rewritten = replace(own, headline="Second K2 contract signed by Poland and South Korea")
    assert said(own, rewritten) == (), "another wording of the same report"
    assert said(told, replace(other, headline=told.headline)) == (), "the headline was not that article's"
    assert said(own, replace(other, stage=Stage.DELIVERY)) == (), "the world moved on, and the headline with it"


@given(before=STAGES, now=STAGES)
def test_what_is_mended_keeps_its_place_and_holds(before: Stage | None, now: Stage | None) -> None:
    told = item(stage=before, why="First in our archive.", earlier="https://example.invalid/1")
    found = make_item("other", stage=now, revision=7, facts=())
    one = mended(told, found)
    assert (one.story_id, one.revision, one.kind, one.earlier) == (
        told.story_id,
        told.revision,
        told.kind,
        told.earlier,
    )
    assert one.stage is now
    assert one.previous_stage is not now or now is None
    assert said(one, found) == (), "once mended, nothing is left to correct"


GONE = {"kind": PageKind.ERROR, "text": ""}
RESERVED = {"kind": PageKind.RESERVED}
CORE, MENTION, NO = Relevance.CORE, Relevance.MENTION, Relevance.NO


@pytest.mark.parametrize(
    ("pages", "relevances", "words"),
    [
        ([{}], [CORE], ""),
        ([{}], [NO], "no longer tell"),
        ([{}, {}], [MENTION, NO], "no longer tell"),
        ([{}, {}], [CORE, NO], ""),
        ([{}, {}], [NO], ""),
        ([RESERVED], [CORE], "reserve"),
        ([RESERVED, {}], [CORE, CORE], ""),
        ([GONE], [CORE], "taken away"),
        ([GONE, {}], [CORE, CORE], ""),
        ([GONE, {}], [CORE, NO], "no longer stand"),
        ([{"text": "", "text_dropped": True}], [CORE], ""),
        ([], [], ""),
    ],
)
def test_a_story_is_withdrawn_where_nothing_is_left_of_it(
    pages: list[dict[str, Any]], relevances: list[Relevance], words: str
) -> None:
    articles = [make_article(f"a{number}", **fields) for number, fields in enumerate(pages)]
    read = {article.id: relevance for article, relevance in zip(articles, relevances, strict=False)}
    found = withdrawal(articles, read)
    assert (words in found, bool(found)) == (True, bool(words))
