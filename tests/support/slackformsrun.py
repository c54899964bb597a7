"""Forms and homes tried on local-slack in a browser, told as JSON: run as a module inside a loopback-only namespace.

Somebody opens the app's home, presses "New subscription", fills the form in wrongly, mends it, sends it, and finds the
subscription as a card, which is edited, paused, resumed and deleted.
"""

import asyncio
import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page

from bot.app.reading import labels_of
from bot.chat.commands import Command, SubscribeCommand
from bot.chat.forms import Draft, Home, HomeCard
from bot.chat.heard import Action, Filled, Heard, Press
from bot.chat.slack.app import SlackEdge
from bot.chat.slack.network import slack_clients
from bot.chat.slack.standin import APP_TOKEN, BOT_TOKEN, CHANNEL, local_slack
from bot.chat.slack.surfaces import SlackSurfaces
from bot.chat.wishes import Field, Wish, new_subscription
from bot.domain.ids import SubscriptionId
from bot.domain.topic import FOREVER, Subscription
from support.browser import Reader, reader
from support.deskfake import NotingDesk

ZONE = "Europe/Warsaw"


@dataclass(kw_only=True)
class FormsDesk(NotingDesk):
    """A desk of the least kind: it keeps one person's subscriptions in memory, shows forms and a home."""

    surfaces: SlackSurfaces
    kept: dict[str, Subscription] = field(default_factory=dict)
    taken: int = 0

    async def home(self, heard: Heard) -> None:
        """Show the home."""
        await self.show(heard.user)

    async def press(self, heard: Heard, press: Press) -> None:
        """Open a form, or change what the button names; then show the home anew."""
        held = self.kept.get(press.value)
        if press.action is Action.NEW:
            start = Subscription(id=SubscriptionId("new"), channel=heard.user, timezone=ZONE)
            await self.surfaces.open_form(heard.trigger, Draft(start=start, channel_fixed=False))
        elif held is None:
            self._note("nothing there", press.value)
        elif press.action is Action.EDIT:
            await self.surfaces.open_form(heard.trigger, Draft(start=held, edits=held.id))
        elif press.action is Action.DELETE:
            del self.kept[held.id]
        elif press.action in (Action.PAUSE, Action.RESUME):
            until = FOREVER if press.action is Action.PAUSE else None
            self.kept[held.id] = held.model_copy(update={"paused_until": until})
        self._note("press", press.action.value, press.value)
        if press.action not in (Action.NEW, Action.EDIT):
            await self.show(heard.user)

    def parse(self, text: str) -> Command:
        """Return that a form is wanted, whatever was said."""
        return SubscribeCommand(wish=Wish(), text=text, form=True)

    async def command(self, heard: Heard, command: Command) -> None:
        """Open a form for the channel."""
        start = Subscription(id=SubscriptionId("new"), channel=heard.channel, timezone=ZONE)
        await self.surfaces.open_form(heard.trigger, Draft(start=start, unknown=("tomorow",)))
        self._note("command", heard.channel)

    async def check(self, heard: Heard, filled: Filled) -> dict[str, str]:
        """Refuse words that name nothing."""
        words = filled.wish.topic.words if filled.wish.topic else ()
        return {Field.WORDS: "“the” stands in every story."} if "the" in words else {}

    async def filled(self, heard: Heard, filled: Filled) -> None:
        """Keep the subscription and show the home with it."""
        self.taken += 1
        name = filled.edits or f"s{self.taken}"
        channel = filled.channel or heard.user
        self.kept[name] = new_subscription(
            filled.wish, id=name, platform="slack", workspace="", channel=channel, zone=ZONE, owner=heard.user
        )
        self._note("filled", filled)
        await self.show(heard.user)

    async def show(self, user: str) -> None:
        """Show the home."""
        due = datetime.now(UTC).replace(hour=6, minute=30) + timedelta(days=1)
        cards = (
            HomeCard(
                subscription=held,
                said=f"{_said(held)}\nweekdays {', '.join(held.slots)} Warsaw",
                place="#briefs" if held.channel.startswith("C") else "You alone",
                next_due=due,
                last="23 Nov, 4 stories",
                mine=True,
            )
            for held in self.kept.values()
        )
        notes = ("*You follow* 1 deal: K2 tanks for Poland",)
        await self.surfaces.show_home(Home(user=user, zone=ZONE, cards=tuple(cards), notes=notes, admin=True))
        self._note("shown", len(self.kept))


def _said(held: Subscription) -> str:
    topic = held.topic
    return " · ".join((*(f"{pair.first}–{pair.second}" for pair in topic.pairs), *topic.words)) or "everything"


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


async def live(desk: FormsDesk, seat: Reader) -> dict[str, Any]:
    """Do what is told above; return what happened."""
    told: dict[str, Any] = {}
    form = Form(page=seat.page)
    await seat.page.goto(seat.desk.page())
    await seat.home()
    await seat.sees("No subscription yet.")
    await seat.draw("home-empty")
    await seat.press("New subscription")
    told["errors"] = await stumble(seat, form)
    await form.fill("Words", "drones")
    await form.tick("Days", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday")
    await form.tick("On a day without news", "Stay silent")
    await form.tick("Also", "Alerts")
    await form.send()
    await form.gone()
    await seat.sees("PK–TR · PL–KR · drones")
    await seat.draw("home-card")
    told["made"] = desk.kept["s1"].model_dump(mode="json")
    told["edited"] = await edit(desk, seat, form)
    told["home"] = await press_through(desk, seat)
    told["command"] = await by_command(seat, form)
    return told


async def stumble(seat: Reader, form: Form) -> list[str]:
    """Fill the form in wrongly, twice; return the errors that the page shows. What is right stays filled in."""
    await form.fill("Pairs", "Ruritania")
    await form.fill("Times", "25:00")
    await form.send()
    errors = await form.errors("is no pair")
    await seat.draw("form-errors")
    await form.fill("Pairs", "PK-TR, PL→KR")
    await form.fill("Times", "7:30, 17:00")
    await form.fill("Words", "the")
    await form.send()
    return errors + await form.errors("stands in every story")


async def edit(desk: FormsDesk, seat: Reader, form: Form) -> dict[str, Any]:
    """Change the times; all else is typed again, since the stand-in sends nothing for what was left untouched."""
    await seat.press("Edit")
    await form.field("Pairs").wait_for()
    started = [await form.holds(label) for label in ("Pairs", "Words", "Times")]
    await seat.draw("form-edit")
    for label, text in zip(("Pairs", "Words", "Times"), (*started[:2], "08:15"), strict=True):
        await form.fill(label, f"{text} ")
    await form.send()
    await form.gone()
    await seat.sees("weekdays 08:15 Warsaw")
    return {"started": started, "slots": desk.kept["s1"].slots, "pairs": len(desk.kept["s1"].topic.pairs)}


async def press_through(desk: FormsDesk, seat: Reader) -> list[str]:
    """Pause, resume and delete; return what was pressed."""
    await seat.press("Pause")
    await seat.sees("Paused until resumed")
    await seat.draw("home-paused")
    await seat.press("Resume")
    await seat.button("Pause").wait_for()
    await seat.press("Delete")
    await seat.sees("No subscription yet.")
    return [each[1] for each in desk.noted if each[0] == "press"]


async def by_command(seat: Reader, form: Form) -> list[str]:
    """Open the form of a channel by a command; return what stands on top of it."""
    await seat.open(CHANNEL)
    await seat.type("/entente subscribe")
    await form.field("Pairs").wait_for()
    await seat.draw("form-command")
    return await seat.page.locator(".modal .bk-section").all_inner_texts()


async def everything(binary: Path, artefacts: Path) -> dict[str, Any]:
    """Try all of it, and return what happened."""
    async with local_slack(binary) as stand:
        await stand.control("reset")
        async with slack_clients(stand.network, bot_token=BOT_TOKEN, app_token=APP_TOKEN) as clients:
            desk = FormsDesk(surfaces=SlackSurfaces(clients.bot, labels_of()))
            edge = SlackEdge(clients, desk)
            await edge.start()
            try:
                async with reader(stand, artefacts) as seat:
                    return await live(desk, seat)
            finally:
                await edge.stop()


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    json.dump(asyncio.run(everything(Path(sys.argv[1]), Path(sys.argv[2]))), sys.stdout)
