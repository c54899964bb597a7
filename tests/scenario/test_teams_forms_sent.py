"""Forms and homes on the whole bot beside the fake Bot Connector: opened, put right, saved, changed, ended."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from support.botconnector import bot_connector
from support.botconnector_world import ANNA, BEN, Stands
from support.teamsforms import inputs, shown
from support.teamshouse import DEALS, TeamsHouse, buttons, teams_house, words

pytestmark = pytest.mark.timeout(180)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def filled(message: Stands, **changed: str) -> dict[str, Any]:
    """Return what the fields of a form send, as they stand but for those changed."""
    stands = {name: str(part.get("value", "")) for name, part in inputs(message.card).items()}
    return {name: value for name, value in {**stands, **changed}.items() if value}


async def at_home(home: TeamsHouse, said: str) -> Stands:
    """Return the home of Anna once it says so."""

    def stands() -> Stands | None:
        found = [one for one in home.chat(ANNA) if one.activity.get("summary", "").startswith("Your Entente")]
        return next((one for one in found if said in words(one)), None)

    found: Stands = await home.until(stands)
    return found


async def test_a_form_is_put_right_saved_changed_at_home_and_ended(tmp_path: Path) -> None:
    async with bot_connector() as teams, teams_house(tmp_path, teams, start=MONDAY) as home:
        store = home.bot.steps.parts.store
        form = await home.says("subscribe", answer="a form to fill in")
        assert inputs(form.card)["timezone"]["value"] == "Europe/Warsaw"
        wrong = await home.presses("Save", on=form, inputs=filled(form, countries="Ruritania, Norway", slots="8:15"))
        assert "“Ruritania” is no country known here." in shown(wrong.body["value"])
        await home.until(lambda: "Ruritania” is no" in words(form))
        assert inputs(form.card)["slots"]["value"] == "8:15"

        await home.presses("Save", on=form, inputs=filled(form, countries="Norway", timezone="oslo"))
        await home.until(lambda: not inputs(form.card))
        await home.answered(ANNA, "Norway")
        (subscription,) = await store.subscriptions("teams")
        assert (subscription.channel, subscription.slots, subscription.timezone) == (DEALS, ("08:15",), "Europe/Oslo")
        assert subscription.topic.countries == ("NO",)
        assert subscription.owners == (ANNA,)
        assert [button["title"] for button in buttons(form.card)] == [], "a form that was taken is not sent again"

        await home.writes("home")
        card = await at_home(home, "Norway")
        await home.presses("Pause", on=card)
        await home.until(lambda: "Paused until resumed" in words(card))
        await home.presses("Edit", on=card)
        change = await home.answered(ANNA, "Edit subscription: a form")
        await home.presses("Save", on=change, inputs=filled(change, maximum="3"))
        await home.until(lambda: not inputs(change.card))
        await home.answered(ANNA, "3 stories")

        await home.writes("home", user=BEN)
        ben = next(one for one in reversed(home.chat(BEN)) if one.card)
        assert "To you alone" not in words(ben)
        await home.presses("Yes: Delete", on=card)
        await home.until(lambda: "No subscription yet" in words(card))
        assert await store.subscriptions("teams") == ()
        assert teams.refused == []
