"""A story whose articles are read a second time: what none of them tells any more is taken back, and is no news."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.stories import story_of
from bot.domain.analysis import Analysis, StageReading
from bot.domain.vocabulary import Relevance, Stage
from support.values import HOUR, NOW, make_analysis, make_article, make_evidence, make_story

STAGES = st.sampled_from([None, *Stage])


def read(stage: Stage | None, name: str = "k2") -> Analysis:
    proof = (make_evidence(f"article-{name}"),)
    return make_analysis(name, stage=StageReading(stage=stage, evidence=proof) if stage else None)


@given(before=STAGES, now=STAGES, reread=st.booleans())
def test_only_an_article_read_again_takes_a_stage_back(before: Stage | None, now: Stage | None, reread: bool) -> None:
    known = replace(make_story(stage=before), parties=make_story().parties)
    article = make_article("k2", published=NOW - HOUR)
    story, material = story_of(known.id, [(article, read(now))], before=known, reread=reread)
    if reread:
        assert story.stage is now, "the story tells what its articles tell now"
    aside = (before is not None and before.aside) or (now is not None and now.aside)
    back = not aside and (now is None or (before is not None and now.rank < before.rank))
    if reread and back:
        assert not material, "it is a correction, not news"
        assert story.revision == known.revision
    if not reread and before is not None and not aside and back:
        assert story.stage is before, "a story does not forget by itself"


@pytest.mark.parametrize("reread", [False, True])
def test_a_stage_another_article_still_tells_stands(reread: bool) -> None:
    known = make_story(stage=Stage.CONTRACT)
    pairs = [
        (make_article("k2", published=NOW - 2 * HOUR), read(Stage.MOU)),
        (make_article("b", published=NOW - HOUR), read(Stage.CONTRACT, "b")),
    ]
    story, _ = story_of(known.id, pairs, before=known, reread=reread)
    assert story.stage is Stage.CONTRACT


def test_a_story_of_which_nothing_is_left_has_no_parties_and_is_told_to_nobody() -> None:
    known = make_story()
    article = make_article("k2", published=NOW - HOUR)
    gone = replace(read(None), relevance=Relevance.NO)
    story, material = story_of(known.id, [(article, gone)], before=known, reread=True)
    assert story.parties == ()
    assert not material
