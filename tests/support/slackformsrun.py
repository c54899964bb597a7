"""Forms and Home of the whole bot in a browser on local-slack, told as JSON: run inside a loopback-only namespace.

Somebody opens the app's home, presses "New subscription", fills the form in wrongly, mends it, sends it, and finds the
subscription as a card, which is edited, paused, resumed and deleted. Then a channel is subscribed by the form.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page
from rich.console import Console

from bot.app.service import Running, running, serve
from bot.chat.slack.standin import CHANNEL, demo_workspace, local_slack
from bot.commands.rounds import QUICK
from bot.commands.sampling import demo_wishes, served
from bot.commands.slackdemo import slack_settings
from bot.domain.moments import system_clock
from bot.domain.topic import Subscription
from support.browser import Reader, reader
from support.lifehouse import HTTP, over_http

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday")
_SECONDS = 30.0


@dataclass(kw_only=True)
class Form:
    """The form on the page, filled in by the labels of its fields."""

    page: Page

    async def fill(self, label: str, text: str) -> None:
        """Type `text` into a field."""
        await self.field(label).locator("input.bk-plain-input").fill(text)

    async def tick(self, label: str, *options: str) -> None:
        """Tick boxes, or press round buttons."""
        for option in options:
            await self.field(label).get_by_label(option).check()

    async def holds(self, label: str) -> str:
        """Return what a field starts with."""
        return str(await self.field(label).locator("input.bk-plain-input").input_value())

    async def send(self) -> None:
        """Send the form."""
        await self.page.locator(".modal").get_by_role("button", name="Save", exact=True).click()

    async def errors(self, awaited: str) -> list[str]:
        """Wait until an error that says `awaited` is shown; return all of them."""
        shown = self.page.locator(".modal-error")
        await shown.get_by_text(awaited).first.wait_for()
        await shown.first.scroll_into_view_if_needed()
        return await shown.all_inner_texts()

    async def gone(self) -> None:
        """Wait until the form is closed."""
        await self.page.locator(".modal").wait_for(state="detached")

    def field(self, label: str) -> Locator:
        """Return the field under a label."""
        return self.page.locator(".modal .bk-input", has=self.page.get_by_text(label, exact=True)).first


@dataclass(kw_only=True)
class Sitting:
    """A reader before the page of a running bot."""

    bot: Running
    seat: Reader

    @property
    def form(self) -> Form:
        """The form on the page."""
        return Form(page=self.seat.page)

    async def kept(self) -> tuple[Subscription, ...]:
        """Return the subscriptions that are stored."""
        return await self.bot.steps.parts.store.subscriptions()

    async def paused(self) -> bool:
        """Whether the subscription is paused now."""
        until = (await self.kept())[0].paused_until
        return until is not None and until > system_clock()

    async def go_home(self) -> None:
        """Open the app's home."""
        await self.seat.page.goto(self.seat.desk.page())
        await self.seat.home()


async def live(sitting: Sitting) -> dict[str, Any]:
    """Do what is told above; return what happened."""
    told: dict[str, Any] = {}
    seat, form = sitting.seat, sitting.form
    await sitting.go_home()
    await seat.sees("No subscription yet.")
    await seat.draw("home-empty")
    await seat.press("New subscription")
    told["errors"] = await stumble(sitting)
    await form.fill("Words", "drones")
    await form.tick("Days", *_DAYS)
    await form.tick("On a day without news", "Stay silent")
    await form.tick("Also", "Alerts")
    await form.send()
    await form.gone()
    await seat.sees("Poland–South Korea")
    await seat.draw("home-card")
    told["made"] = [one.model_dump(mode="json") for one in await sitting.kept()]
    told["edited"] = await edit(sitting)
    told["twin"] = await twin(sitting)
    told["pressed"] = await press_through(sitting)
    told["command"] = await by_command(sitting)
    return told


async def stumble(sitting: Sitting) -> list[str]:
    """Fill the form in wrongly; return the errors that the page shows. Then mend it."""
    form = sitting.form
    await form.fill("Pairs", "Ruritania")
    await form.fill("Times", "25:00")
    await form.send()
    errors = await form.errors("is no pair")
    await sitting.seat.draw("form-errors")
    await form.fill("Pairs", "PK-TR, Poland - South Korea")
    await form.fill("Times", "7:30, 17:00")
    return errors


async def edit(sitting: Sitting) -> dict[str, Any]:
    """Change the times; all else is typed again, since the stand-in sends nothing for what was left untouched."""
    seat, form = sitting.seat, sitting.form
    await seat.press("Edit")
    await form.field("Pairs").wait_for()
    started = [await form.holds(label) for label in ("Pairs", "Words", "Times")]
    await seat.draw("form-edit")
    for label, text in zip(("Pairs", "Words", "Times"), (*started[:2], "08:15"), strict=True):
        await form.fill(label, f"{text} ")
    await form.send()
    await form.gone()
    await seat.sees("08:15")
    (held,) = await sitting.kept()
    return {"started": started, "slots": held.slots, "pairs": len(held.topic.pairs)}


async def twin(sitting: Sitting) -> list[str]:
    """Ask for the same once more; return what is wrong with that."""
    seat, form = sitting.seat, sitting.form
    await seat.press("New subscription")
    await form.fill("Pairs", "PK-TR, PL-KR")
    await form.fill("Words", "drones")
    await form.fill("Times", "08:15")
    await form.tick("Days", *_DAYS)
    await form.send()
    errors = await form.errors("already")
    await seat.press("Cancel", within=".modal")
    return errors


async def press_through(sitting: Sitting) -> list[bool]:
    """Pause, resume and delete; return after each whether the subscription is paused, then whether one is left."""
    seat, told = sitting.seat, list[bool]()
    await seat.press("Pause")
    await seat.sees("Paused until resumed")
    told.append(await sitting.paused())
    await seat.draw("home-paused")
    await seat.press("Resume")
    await seat.button("Pause").wait_for()
    told.append(await sitting.paused())
    await seat.press("Delete")
    await seat.sees("No subscription yet.")
    return [*told, bool(await sitting.kept())]


async def by_command(sitting: Sitting) -> dict[str, Any]:
    """Subscribe a channel by the form that a command opens; return the subscription and what the channel reads."""
    seat, form = sitting.seat, sitting.form
    await seat.open(CHANNEL)
    await seat.type("/entente subscribe")
    await form.field("Pairs").wait_for()
    await seat.draw("form-command")
    await form.fill("Pairs", "PL→KR")
    await form.send()
    await form.gone()
    held = await until(sitting.kept)
    await seat.sees("Subscribed")
    await seat.draw("channel-subscribed")
    texts = [message["text"] for message in await seat.desk.messages()]
    return {"pairs": [pair.model_dump() for pair in held[0].topic.pairs], "channel": held[0].channel, "texts": texts}


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    """Return what `look` finds, as soon as it finds something."""
    async with asyncio.timeout(_SECONDS):
        while not (found := await look()):  # noqa: ASYNC110  (nobody tells when something is stored)
            await asyncio.sleep(0.1)
    return found


async def everything(binary: Path, artefacts: Path, mode: str) -> dict[str, Any]:
    """Try all of it, Slack reaching the bot by `mode`, socket or events; return what happened."""
    with tempfile.TemporaryDirectory() as folder:
        space = over_http(demo_workspace()) if mode == "events" else None
        async with local_slack(binary, workspace=space) as stand, served(0) as (edition, published):
            settings = slack_settings(Path(folder), stand.network.api_url).model_copy(update=HTTP if space else {})
            wishes = demo_wishes(published, console=Console(quiet=True))
            async with running(settings, wishes=wishes, slack=True, pace=QUICK) as bot:
                sources = edition.sources(published.base_url)
                service = asyncio.create_task(serve(bot, subscriptions=[], sources=sources))
                try:
                    async with reader(stand, artefacts) as seat:
                        return await live(Sitting(bot=bot, seat=seat))
                finally:
                    service.cancel()
                    await asyncio.gather(service, return_exceptions=True)


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    json.dump(asyncio.run(everything(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])), sys.stdout)
