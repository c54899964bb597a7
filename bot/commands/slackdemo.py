"""`entente demo --slack`: the sample brief in a Slack stand-in that only this machine can reach."""

import asyncio
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from bot.app.service import Running, running
from bot.chat.slack.namespace import inside_loopback_namespace, run_inside
from bot.chat.slack.standin import (
    APP_TOKEN,
    BOT_TOKEN,
    CHANNEL,
    PORT,
    StandIn,
    find_binary,
    install,
    local_slack,
    screenshot,
)
from bot.commands.rounds import QUICK
from bot.commands.sampling import DEMO, brief_sample, demo_settings, demo_wishes, kept_in, served
from bot.domain.brief import Brief
from bot.domain.delivery import ROOT, DeliveryKey
from bot.domain.topic import Subscription
from bot.errors import ConfigError
from bot.settings import Settings

_MOST_STORIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    data_dir: Path | None
    port: int
    picture: Path | None


def demo(*, data_dir: Path | None, port: int, screenshot: Path | None) -> int:
    """Post the sample brief to local-slack and keep it open until interrupted, or picture it and end."""
    wanted = Wanted(data_dir=data_dir, port=port, picture=screenshot)
    if inside_loopback_namespace():
        return asyncio.run(_inside(wanted))
    if find_binary() is None:
        Console().print("Installing local-slack through npm, once …", style="dim")
        install()
    with suppress(KeyboardInterrupt):
        return asyncio.run(run_inside(_again(wanted), port=PORT))
    return 0


def slack_settings(folder: Path, api_url: str) -> Settings:
    """Return the demo's settings, connected to a stand-in whose history may be read."""
    settings = demo_settings(folder, slack_api_url=api_url, slack_history=True)
    tokens = {"slack_bot_token": SecretStr(BOT_TOKEN), "slack_app_token": SecretStr(APP_TOKEN)}
    return settings.model_copy(update=tokens)


def slack_subscription() -> Subscription:
    """Return the demo's subscription: the stand-in's one channel, everything."""
    return Subscription(id=DEMO, platform="slack", channel=CHANNEL, timezone="Europe/Warsaw", max_stories=_MOST_STORIES)


def _again(wanted: Wanted) -> list[str]:
    arguments = [sys.executable, "-m", "bot", "demo", "--slack", "--port", str(wanted.port)]
    if wanted.data_dir:
        arguments += ["--data-dir", str(wanted.data_dir.resolve())]
    if wanted.picture:
        arguments += ["--screenshot", str(wanted.picture.resolve())]
    return arguments


async def _inside(wanted: Wanted) -> int:
    binary, console = find_binary(), Console()
    if binary is None:
        raise ConfigError("--slack", "local-slack is not installed", hint="run entente demo --slack outside first")
    with kept_in(wanted.data_dir) as folder:
        async with local_slack(binary) as desk, served(wanted.port) as (edition, published):
            settings = slack_settings(folder, desk.network.api_url)
            wishes = demo_wishes(published, console=console)
            async with running(settings, wishes=wishes, slack=True, pace=QUICK) as bot:
                subscription = slack_subscription()
                brief = await brief_sample(bot, edition=edition, published=published, subscription=subscription)
                await _show(bot, desk, brief=brief, wanted=wanted, console=console)
    return 0 if brief is not None and brief.items else 1


async def _show(bot: Running, desk: StandIn, *, brief: Brief | None, wanted: Wanted, console: Console) -> None:
    thread = None
    if brief is not None:
        root = await bot.steps.parts.store.delivery(DeliveryKey(brief=brief.key, part=ROOT))
        thread = root.message.message_id if root and root.message else None
    page = desk.page(thread=thread)
    if wanted.picture is not None:
        await screenshot(page, wanted.picture)
        console.print(f"Pictured in {wanted.picture}")
        return
    console.print(f"The brief stands in #briefs: {page}")
    console.print("Try /entente now, or mention @entente Pakistan Türkiye. Ctrl-C ends it.", style="dim")
    await _interrupted()


async def _interrupted() -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
