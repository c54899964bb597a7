"""A week's digest brings the trends of its topic and one picture, whatever becomes of the upload."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.brief import Brief
from bot.domain.chart import ChartKind, Row
from bot.domain.delivery import DeliveryKey
from bot.domain.guarding import FORGOTTEN, Keeper
from bot.domain.ids import StoryId
from bot.domain.topic import Topic
from bot.domain.vocabulary import Sector, Stage
from bot.errors import DeliveryError, OutcomeUnknown, ScopeMissing
from bot.steps.forgetting import Forgetter
from bot.steps.tell import Tell
from support.briefs import shipped_labels
from support.deskroom import FakeLive, WhisperingGateway
from support.telling import Desk, desk
from support.values import DAY, NOW, make_key, make_parties, make_subscription

FRIDAY = NOW + 4 * DAY
DIGEST = ("2026-11-27", "digest")


@asynccontextmanager
async def week(folder: Path, *, failure: DeliveryError | None = None) -> AsyncIterator[tuple[Desk, FakeLive]]:
    """Run a channel that was told of a story this week and of another in the week before."""
    gateway = WhisperingGateway()
    live = FakeLive(gateway, failure=failure)
    async with desk(folder, gateway) as here:
        _give(here, live)
        await here.subscribe(make_subscription(digest=True, topic=Topic(sectors=(Sector.ARMOURED_VEHICLES,))))
        for number, moment in enumerate((FRIDAY - 10 * DAY, FRIDAY - 2 * DAY, FRIDAY - DAY)):
            here.now = moment
            await here.learn(f"k{number}", stage=Stage.TALKS, sectors=(Sector.ARMOURED_VEHICLES,))
            await here.learn(f"u{number}", sectors=(Sector.UAS,), parties=make_parties("TR", "PK"))
        here.now += timedelta(minutes=1)
        await here.learn("k0", stage=Stage.CONTRACT, sectors=(Sector.ARMOURED_VEHICLES,), revision=2,
                         first_seen=FRIDAY - 10 * DAY)  # fmt: skip
        await here.brief("now-1")
        here.now = FRIDAY
        yield here, live


def _give(here: Desk, live: FakeLive | None) -> None:
    outbound = here.tell.parts.outbound["console"]
    platform = replace(outbound.platform, live=live)
    here.tell = Tell(replace(here.tell.parts, outbound={"console": replace(outbound, platform=platform)}))


async def stored(here: Desk) -> Brief:
    brief = await here.store.brief(make_key(date=DIGEST[0], slot=DIGEST[1]))
    assert brief is not None
    return brief


async def test_trends_are_of_the_topic_and_say_what_they_stand_on(tmp_path: Path) -> None:
    async with week(tmp_path) as (here, _):
        assert (await here.brief("digest"))["root"] == "sent"
        trends = (await stored(here)).trends
        assert trends is not None
        lines = {group.label: group.lines for group in trends.groups}
        assert [line.text for line in lines["THIS WEEK"]] == ["2 new stories of this topic."]
        (moved,) = lines["STAGES REACHED"]
        assert moved.text.endswith("talks → contract")
        assert (moved.stories, bool(moved.url)) == (("story-k0",), True)
        assert trends.basis.startswith("Counted: 3 stories of this topic")
        assert "too short a time" in trends.basis


async def test_the_picture_follows_its_root_once(tmp_path: Path) -> None:
    async with week(tmp_path) as (here, live):
        assert await here.brief("digest") == {"root": "sent", "chart": "sent"}
        assert await here.brief("digest") == {"root": "sent", "chart": "sent"}
        ((channel, thread, file),) = live.files
        root = await here.store.delivery(_key_of("root"))
        assert root is not None
        assert root.message is not None
        assert (channel, thread) == ("C-desk", root.message.message_id)
        chart = (await stored(here)).trends
        assert chart is not None
        assert chart.chart is not None
        assert (chart.chart.kind, file.alt, file.title) == (ChartKind.WEEKS, chart.chart.alt, chart.chart.title)
        assert file.content.startswith(b"\x89PNG")
        assert file.name.endswith(".png")


def _key_of(part: str) -> DeliveryKey:
    return DeliveryKey(brief=make_key(date=DIGEST[0], slot=DIGEST[1]), part=part)


@pytest.mark.parametrize(
    ("failure", "outcome", "again"),
    [
        (ScopeMissing("C-desk", "files:write is missing"), "failed", "sent"),
        (OutcomeUnknown("C-desk", "the connection broke"), "unknown", "unknown"),
    ],
)
async def test_a_picture_that_cannot_be_uploaded_costs_the_picture_alone(
    tmp_path: Path, failure: DeliveryError, outcome: str, again: str
) -> None:
    async with week(tmp_path, failure=failure) as (here, live):
        assert await here.brief("digest") == {"root": "sent", "chart": outcome}
        live.failure = None
        assert await here.brief("digest") == {"root": "sent", "chart": again}, "what may be out is not sent twice"
        assert len(live.files) == (again == "sent")
        assert here.notices == [], "nobody is woken for a picture"


async def test_a_platform_without_files_goes_without(tmp_path: Path) -> None:
    async with week(tmp_path) as (here, _):
        _give(here, None)
        assert await here.brief("digest") == {"root": "sent", "chart": "sent"}
        assert here.notices == []


async def test_a_picture_that_cannot_be_drawn_costs_the_picture_alone(tmp_path: Path) -> None:
    async with week(tmp_path) as (here, live):
        await here.brief("digest")
        live.files.clear()
        brief = await stored(here)
        assert brief.trends is not None
        assert brief.trends.chart is not None
        chart = replace(brief.trends.chart, rows=(Row(label="more than a float holds", counts=(10**400,)),))
        other = replace(brief, key=make_key(slot="other"), trends=replace(brief.trends, chart=chart))
        report = await here.tell.parts.outbound["console"].deliver_brief(other)
        assert [str(one) for one in report.outcomes] == ["sent", "sent"]
        assert live.files == []


async def test_trends_do_not_hold_the_headline_of_an_article_that_is_forgotten(tmp_path: Path) -> None:
    async with week(tmp_path) as (here, _):
        await here.brief("digest")
        (story,) = await here.store.stories([StoryId("story-k0")])
        (article, *_rest) = await here.store.articles(story.article_ids)
        assert article.url in f"{(await stored(here)).trends}"
        keeper = Keeper(key=b"of this test", canonical=str)
        forgetter = Forgetter(store=here.store, keeper=keeper, labels=shipped_labels(), clock=here.clock)
        await forgetter.address([article.url])
        now = await stored(here)
        assert article.url not in f"{now.trends}"
        assert FORGOTTEN in f"{now.trends}"
        assert "2 new stories of this topic." in f"{now.trends}", "counts stay as they were told"
