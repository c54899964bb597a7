"""The weekly digest: by stage, linked, counted, capped."""

from datetime import datetime

from bot.briefing.digest import MAX_DIGEST, compose_digest, count_stages, digest_title
from bot.briefing.items import Material
from bot.domain.brief import Brief, BriefKind, ItemKind
from bot.domain.delivery import Told
from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import Stage
from support.briefs import shipped_labels
from support.values import DAY, NOW, make_key, make_message, make_receipt, make_story, make_subscription


def telling(name: str, stage: Stage | None, *, revision: int = 1) -> tuple[Told, Story]:
    message = make_message(name)
    story = make_story(name, stage=Stage.COMPLETED, revision=9)
    return Told(story_id=story.id, revision=revision, stage=stage, message=message, thread=message, at=NOW), story


def digest(*told: tuple[Told, Story], first: dict[StoryId, datetime] | None = None) -> Brief:
    return compose_digest(
        make_key(slot="digest"),
        subscription=make_subscription(digest=True),
        told=told,
        first=first or {},
        material=Material(articles={}, sources={}, summaries={}, labels=shipped_labels()),
        receipt=make_receipt(),
        end=NOW,
        now=NOW,
    )


def test_stories_stand_as_they_were_told_furthest_first_each_with_its_link() -> None:
    made = digest(
        telling("a", Stage.MOU), telling("b", None), telling("c", Stage.CONTRACT), telling("d", Stage.DELAYED)
    )
    assert [(item.story_id, item.stage, item.revision) for item in made.items] == [
        ("story-c", Stage.CONTRACT, 1),
        ("story-a", Stage.MOU, 1),
        ("story-d", Stage.DELAYED, 1),
        ("story-b", None, 1),
    ]
    assert all(item.earlier for item in made.items)
    assert (made.kind, made.window_start, made.window_end) == (BriefKind.DIGEST, NOW - 7 * DAY, NOW)


def test_what_was_known_before_the_week_is_a_change() -> None:
    known = {StoryId("story-a"): NOW - 8 * DAY, StoryId("story-b"): NOW - DAY}
    made = digest(telling("a", Stage.MOU), telling("b", Stage.MOU), first=known)
    assert {item.story_id: item.kind for item in made.items} == {
        "story-a": ItemKind.CHANGED,
        "story-b": ItemKind.NEW,
    }


def test_counts_are_of_all_of_the_week_and_items_of_the_first_forty() -> None:
    made = digest(*(telling(str(n), Stage.TALKS) for n in range(MAX_DIGEST + 5)))
    assert (len(made.items), made.left_out, made.counts) == (MAX_DIGEST, 5, ((Stage.TALKS, MAX_DIGEST + 5),))


def test_the_title_counts_stages() -> None:
    labels = shipped_labels()
    counts = count_stages([Stage.TALKS, Stage.CONTRACT, None, Stage.TALKS, Stage.CANCELLED])
    assert [stage for stage, _ in counts] == [Stage.CONTRACT, Stage.TALKS, Stage.CANCELLED, None]
    said = f"(1 {labels.stages[Stage.CONTRACT]}, 2 {labels.stages[Stage.TALKS]}, 1 {labels.stages[Stage.CANCELLED]})"
    assert digest_title(counts, labels) == f"The week: 5 stories told {said}."
    assert digest_title(((None, 1),), labels) == "The week: 1 story told."
