"""What holds of every answer, whatever the archive: proved, the same every time, nothing of what is gone."""

import re
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.dossier import compose_dossier, plan_for
from bot.briefing.dossier_scope import Matcher
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier, Line, SectionKind
from bot.domain.vocabulary import PartyRole, Sector, Stage
from support.dossierworld import NOW, PAIR, World, answer, found_in, lean_of, worlds

QUESTIONS = (
    PAIR,
    Asked(countries=("PK",)),
    Asked(countries=("PK", "TR", "AZ")),
    Asked(groups=("Turkic states",)),
    Asked(countries=("PK",), groups=("Turkic states",)),
    Asked(countries=("PK", "TR"), direction=("TR", "PK")),
    Asked(countries=("PK", "TR"), sectors=(Sector.UAS,)),
    Asked(countries=("PK", "TR"), stages=(Stage.CONTRACT,)),
    Asked(designations=("jf17",)),
)
COUNTS = (SectionKind.SECTORS, SectionKind.TIMELINE, SectionKind.PARTNERS)
COMPOSING = settings(max_examples=30, deadline=None)


def lines(dossier: Dossier) -> list[Line]:
    return [line for section in dossier.sections for line in section.lines]


@COMPOSING
@given(worlds(), st.sampled_from(QUESTIONS), st.sampled_from([None, 30, 400]))
def test_every_line_rests_on_stored_words_or_on_a_recount(world: World, asked: Asked, days: int | None) -> None:
    dossier = answer(world, asked, last_asked=NOW - timedelta(days=days) if days else None)
    stored = {story.id: story for story in world.stories}
    numbers = {one.number: one for one in dossier.citations}
    urls = {article.url: article for article in world.articles.values()}
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for line in lines(dossier):
        told = {name for story in line.stories for name in stored[story].article_ids}
        assert {urls[numbers[number].url].id for number in line.cites} <= told
        for proof in line.proofs:
            assert world.articles[proof.article_id].full_text[proof.start : proof.end] == proof.quote
            assert proof.article_id in told
        if re.search(r"\$|\d (Akıncı|drones)|furthest|→ (contract|delivery)", line.text):
            assert line.cites, line.text


@COMPOSING
@given(worlds(), st.sampled_from(QUESTIONS))
def test_counts_are_recounts_of_stored_stories(world: World, asked: Asked) -> None:
    dossier = answer(world, asked)
    kept = [lean for lean in world.leans if Matcher(asked, found_in(world).groups)(lean)]
    within = [lean for lean in kept if lean.last_changed >= dossier.since]
    assert set(dossier.stories) == {lean.story_id for lean in within}
    for kind in COUNTS:
        section = dossier.section(kind)
        for line in section.lines if section else ():
            counted = int(re.search(r": (\d+)", line.text).group(1))  # type: ignore[union-attr]
            assert counted == len(set(line.stories))
    assert sum(one.stories for one in dossier.series.months if one.sector is None) == len(within)


@COMPOSING
@given(worlds(), st.sampled_from(QUESTIONS), st.randoms(use_true_random=False))
def test_the_same_archive_gives_the_same_answer_in_whatever_order_it_is_read(
    world: World, asked: Asked, chance: Random
) -> None:
    shuffled = list(world.stories)
    chance.shuffle(shuffled)
    articles = list(world.articles.items())
    chance.shuffle(articles)
    other = World(stories=tuple(shuffled), articles=dict(articles), analyses=world.analyses)
    assert answer(world, asked) == answer(world, asked) == answer(other, asked)


@COMPOSING
@given(worlds(), st.data())
def test_sources_are_numbered_in_the_order_in_which_lines_cite_them(world: World, data: st.DataObject) -> None:
    dossier = answer(world, data.draw(st.sampled_from(QUESTIONS)))
    told = list(dict.fromkeys(number for line in lines(dossier) for number in line.cites))
    assert told == sorted(told)


@COMPOSING
@given(worlds(), st.data())
def test_what_is_forgotten_is_neither_told_nor_cited(world: World, data: st.DataObject) -> None:
    if not world.articles:
        return
    gone = data.draw(st.sampled_from(sorted(world.articles)))
    url = world.articles[gone].url
    dossier = answer(world.without_article(gone))
    assert url not in {one.url for one in dossier.citations}
    assert all(proof.article_id != gone for line in lines(dossier) for proof in line.proofs)


@COMPOSING
@given(worlds(), st.data())
def test_a_story_that_is_gone_while_the_answer_is_made_is_not_counted(world: World, data: st.DataObject) -> None:
    found = found_in(world)
    ids = sorted(plan_for(found).ids)
    if not ids:
        return
    gone = data.draw(st.sampled_from(ids))
    kept = [story for story in world.stories if story.id != gone]
    dossier = compose_dossier(found, stories=kept, material=world.material, analyses=world.analyses)
    assert gone not in dossier.stories
    assert all(gone not in line.stories for line in lines(dossier))


@COMPOSING
@given(worlds())
def test_who_is_named_first_changes_nothing_that_is_counted(world: World) -> None:
    there, back = answer(world), answer(world, Asked(countries=("TR", "PK")))
    assert there.stories == back.stories
    assert there.deals == back.deals
    assert there.series == back.series


@COMPOSING
@given(worlds())
def test_what_goes_one_way_goes_the_other_way_once_roles_are_swapped(world: World) -> None:
    swapped = {PartyRole.SUPPLIER: PartyRole.RECIPIENT, PartyRole.RECIPIENT: PartyRole.SUPPLIER}
    mirrored = [
        replace(story, parties=tuple(replace(p, role=swapped.get(p.role, p.role)) for p in story.parties))
        for story in world.stories
    ]
    other = World(stories=tuple(mirrored), articles=world.articles, analyses=world.analyses)
    there = answer(world, Asked(countries=("PK", "TR"), direction=("TR", "PK")))
    back = answer(other, Asked(countries=("PK", "TR"), direction=("PK", "TR")))
    assert there.stories == back.stories
    assert [lean_of(story) for story in mirrored] == list(other.leans)
