"""Slack and Teams at once: one process, one archive, and each story told once in each channel of both."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr
from rich.console import Console

from bot.app.doors import opened
from bot.app.service import Running, running
from bot.commands.rounds import QUICK
from bot.commands.sampling import demo_settings, demo_wishes, served
from bot.domain.brief import BriefKey
from bot.domain.delivery import DeliveryState
from bot.domain.ids import SubscriptionId
from bot.domain.source import Source
from bot.domain.topic import Subscription
from bot.settings import Settings
from support.botconnector import BotConnector, bot_connector
from support.faultproxy import FaultProxy, fault_proxy
from support.slackhttp import SECRET, command_body, post
from support.teamsrun import free_port, settings_at, until
from support.teamswire import CHANNEL, GENERAL, PATH, mention

SLACK_CHANNEL = "C1"


def slack_at(slack: FaultProxy) -> dict[str, Any]:
    """Return the settings of a bot that the small Slack is Slack for."""
    return {
        "slack_mode": "http",
        "slack_listen": f"127.0.0.1:{free_port()}",
        "slack_api_url": slack.url,
        "slack_bot_token": SecretStr("xoxb-1"),
        "slack_signing_secret": SecretStr(SECRET),
    }


def subscription(platform: str, channel: str, **more: Any) -> Subscription:
    """Return one to the sample's tanks, four stories at most."""
    return Subscription.model_validate(
        {"id": f"to-{platform}", "platform": platform, "channel": channel, "max_stories": 4, **more}
    )


@asynccontextmanager
async def both(folder: Path) -> AsyncIterator[tuple[FaultProxy, BotConnector, "House"]]:
    """Run one bot that is in a Slack and in a Teams, with the sample edition to read."""
    async with fault_proxy() as slack, bot_connector() as teams, served(0) as (edition, published):
        settings = demo_settings(folder).model_copy(
            update={**slack_at(slack), **settings_at(teams), "admin_channel": f"teams:{GENERAL}"}
        )
        wishes = demo_wishes(published, console=Console(quiet=True))
        async with opened(settings) as doors, running(settings, wishes=wishes, doors=doors, pace=QUICK) as bot:
            yield slack, teams, House(bot=bot, sources=edition.sources(published.base_url), settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The running bot, and what it reads."""

    bot: Running
    sources: Sequence[Source]
    settings: Settings

    async def told(self, slot: str) -> dict[str, list[str]]:
        """Return the stories that each platform was told under `slot`, in order."""
        store, found = self.bot.steps.parts.store, {}
        for name in ("slack", "teams"):
            date = self.bot.steps.parts.clock().date().isoformat()
            rows = await store.deliveries(
                BriefKey(subscription_id=SubscriptionId(f"to-{name}"), local_date=date, slot=slot)
            )
            assert {row.state for row in rows} == {DeliveryState.SENT}
            found[name] = [str(row.story_id) for row in rows if row.story_id]
        return found

    async def brief(self, slot: str, *subscriptions: Subscription) -> None:
        """Read, and tell all subscriptions what is new, at once."""
        store = self.bot.steps.parts.store
        await store.upsert_managed(subscriptions)
        await store.upsert_sources(self.sources)
        for workflow in await self.bot.engine.enqueue_poll([one.id for one in self.sources], slot):
            await self.bot.engine.wait(workflow)
        date = self.bot.steps.parts.clock().date().isoformat()
        told = [await self.bot.engine.enqueue_brief(one.id, date, slot, channel=one.channel) for one in subscriptions]
        for workflow in told:
            await self.bot.engine.wait(workflow)


async def test_the_same_stories_go_to_a_channel_of_each_and_to_each_once(tmp_path: Path) -> None:
    async with both(tmp_path) as (slack, teams, house):
        desks = subscription("slack", SLACK_CHANNEL), subscription("teams", CHANNEL)
        await house.brief("one", *desks)
        in_slack = [one for one in slack.messages if one["channel"] == SLACK_CHANNEL]
        in_teams = [one for one in teams.messages if one.conversation == CHANNEL]
        assert len(in_slack) == len(in_teams) == 5
        assert {one.get("thread_ts") for one in in_slack[1:]} == {in_slack[0]["ts"]}
        assert {one.root for one in in_teams[1:]} == {in_teams[0].id}
        told = await house.told("one")
        assert told["slack"] == told["teams"]
        assert len(set(told["slack"])) == 4
        await house.brief("one", *desks)
        await house.brief("two", *desks)
        assert await house.told("two") == {"slack": [], "teams": []}
        assert len([one for one in slack.messages if one.get("thread_ts")]) == 4
        assert len([one for one in teams.messages if one.root]) == 4
    assert (slack.refused, teams.refused, teams.overruns) == ([], [], [])


async def test_a_channel_lost_in_one_pauses_nothing_in_the_other(tmp_path: Path) -> None:
    async with both(tmp_path) as (slack, teams, house):
        desks = subscription("slack", SLACK_CHANNEL), subscription("teams", CHANNEL)
        store = house.bot.steps.parts.store
        teams.world.take_out(CHANNEL)
        await house.brief("one", *desks)
        paused = {one.platform: one.pause_note for one in await store.subscriptions()}
        assert paused["slack"] == ""
        assert paused["teams"] != ""
        assert len([one for one in slack.messages if one.get("thread_ts")]) == 4
        assert [one for one in teams.messages if one.conversation == CHANNEL] == []


async def test_notices_go_to_the_admin_channel_of_its_platform(tmp_path: Path) -> None:
    async with both(tmp_path) as (slack, teams, house):
        await house.bot.notices.tell("A test notice.")
        assert [one.conversation for one in teams.messages if "A test notice." in str(one.activity)] == [GENERAL]
        assert not any("A test notice." in str(one) for one in slack.messages)


async def test_a_question_in_each_is_answered_where_it_was_asked(tmp_path: Path) -> None:
    async with both(tmp_path) as (slack, teams, house):
        asked = mention("Poland Korea tanks")
        settings = house.settings
        answered = await teams.send(f"http://{settings.teams_listen}{PATH}", asked)
        assert answered.status == 200
        await until(lambda: [one for one in teams.messages if one.root == asked["id"] and one.id != asked["id"]])
        async with aiohttp.ClientSession() as session:
            body = command_body("Poland Korea tanks", trigger="1.1")
            assert (await post(session, f"http://{settings.slack_listen}", body)).status == 200
        await until(lambda: slack.called("chat.postEphemeral") or slack.called("chat.postMessage"))
