"""A person's home as a card: in words, within the limits, from outside as text, drawn anew where it was pressed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.forms import Home, HomeCard
from bot.chat.heard import Action
from bot.chat.teams.entities import activity_of
from bot.chat.teams.home import MAX_CARDS, home_card
from bot.chat.teams.limits import problems
from bot.chat.teams.surfaces import TeamsSurfaces
from bot.domain.delivery import MessageRef
from bot.domain.ids import SubscriptionId
from bot.domain.topic import FOREVER, Subscription
from bot.errors import ChannelUnavailable, OutcomeUnknown
from support.chatfake import raise_
from support.teamsforms import buttons, shown
from support.teamsheard import CHOICES, CardGateway, Edge
from support.teamswire import ANNA, CHAT, TENANT

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUBSCRIPTION = Subscription(id=SubscriptionId("s1"), platform="teams", channel="19:c@thread.tacv2")
HOME = Home(user=ANNA, zone="Europe/Warsaw", cards=())


def card(**fields: Any) -> HomeCard:
    paused = fields.pop("paused_until", None), fields.pop("pause_note", "")
    subscription = SUBSCRIPTION.model_copy(update={"paused_until": paused[0], "pause_note": paused[1]})
    begun: dict[str, Any] = {
        "subscription": subscription,
        "said": "PK–TR · drones\nweekdays 07:30 Istanbul",
        "place": "#briefs",
        "next_due": datetime(2026, 11, 24, 4, 30, tzinfo=UTC),
        "last": "23 Nov, 4 stories",
        "mine": True,
    }
    return HomeCard(**{**begun, **fields})


def home(*cards: HomeCard, **fields: Any) -> dict[str, Any]:
    made = home_card(Home(user=ANNA, zone="Europe/Warsaw", cards=cards, **fields), now=NOW)
    assert problems(activity_of(made)) == ()
    drawn: dict[str, Any] = made.body["card"]
    return drawn


def pressable(drawn: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["data"]["entente"]["action"], each["data"]["entente"]["value"]) for each in buttons(drawn)]


def test_a_card_says_where_what_when_and_how_it_went() -> None:
    drawn = home(card(), notes=("You follow 2 deals.",), admin=True, status=("48 of 52 sources answered",))
    said = shown(drawn)
    assert said[1:4] == [
        "#briefs",
        "PK–TR · drones",
        "weekdays 07:30 Istanbul",
    ]
    assert said[4] == "Next: Tue 24 Nov, 05:30 Warsaw · Last: 23 Nov, 4 stories"
    assert {"You follow 2 deals.", "For administrators", "48 of 52 sources answered"} <= set(said)
    wanted = [("entente_new", ""), *((f"entente_{name}", "s1") for name in ("edit", "pause", "test", "delete"))]
    assert pressable(drawn) == wanted


def test_every_button_says_that_it_stands_at_home_also_for_older_clients() -> None:
    for each in buttons(home(card(), card(mine=False))):
        assert each["data"]["entente"]["home"] is True
        assert each["fallback"]["data"] == each["data"]


def test_deleting_asks_first_and_every_button_is_spoken_differently() -> None:
    drawn = home(card(), card())
    asking = [part for part in json.loads(json.dumps(drawn))["body"] if part["type"] == "ActionSet"][1]["actions"][-1]
    assert asking["type"] == "Action.ShowCard"
    assert shown(asking["card"]) == ["No more briefs come (#briefs). Threads that are there stay."]
    spoken = [each["tooltip"] for each in buttons(drawn) if not each["title"].startswith("Yes: ")]
    assert len(spoken) == len(set(spoken)) == 7


@pytest.mark.parametrize(
    ("until", "note", "said"),
    [
        (FOREVER, "", "Paused until resumed ·"),
        (FOREVER, "the bot is not in the channel", "Paused until resumed: the bot is not in the channel"),
        (NOW + timedelta(days=3), "", "Paused until Thu 26 Nov, 10:00 Warsaw"),
    ],
)
def test_a_pause_is_told_with_its_reason_and_can_be_ended(until: datetime, note: str, said: str) -> None:
    drawn = home(card(paused_until=until, pause_note=note))
    assert any(said in line for line in shown(drawn))
    assert Action.RESUME in dict(pressable(drawn))
    assert Action.PAUSE not in dict(pressable(drawn))


def test_what_is_not_ones_own_can_only_be_tried() -> None:
    assert pressable(home(card(mine=False)))[1:] == [("entente_test", "s1")]


def test_nobodys_home_says_how_to_begin() -> None:
    assert any("No subscription yet." in line for line in shown(home()))


def test_too_many_are_counted() -> None:
    said = shown(home(*[card() for _ in range(40)], notes=tuple(f"deal {n}" for n in range(30))))
    places = said.count("#briefs")
    assert 5 < places <= MAX_CARDS
    assert f"And {40 - places} more: “@Entente list” in their channels shows them." in said


def test_what_comes_from_outside_is_shown_as_text() -> None:
    evil = "<at>all</at> *x* [y](https://evil.invalid) `z`"
    view = home(
        card(place=evil, said=evil, last=evil, pause_note=evil, paused_until=FOREVER),
        notes=(evil,),
        admin=True,
        status=(evil,),
    )
    drawn = json.dumps(shown(view))
    assert "<" not in drawn
    assert "](" not in drawn
    assert "*" not in drawn


LONG = st.text(max_size=400).map(lambda text: text * 20)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.builds(card, said=LONG, place=LONG, last=LONG, mine=st.booleans()), max_size=30), st.lists(LONG))
def test_no_home_is_more_than_teams_takes(cards: list[HomeCard], notes: list[str]) -> None:
    home(*cards, notes=tuple(notes), admin=True, status=tuple(notes))


@pytest.fixture
def edge() -> Edge:
    return Edge()


@pytest.fixture
def surfaces(edge: Edge) -> TeamsSurfaces:
    return TeamsSurfaces(edge.gateway, edge.directory, tenant=TENANT, choices=CHOICES, homes=edge.around.homes)


async def test_a_home_is_posted_in_the_chat_and_drawn_anew_where_it_was_pressed(
    edge: Edge, surfaces: TeamsSurfaces
) -> None:
    await surfaces.show_home(HOME)
    edge.around.homes.keep(TENANT, ANNA, MessageRef(channel=CHAT, message_id="41"))
    await surfaces.show_home(HOME)
    await surfaces.show_home(HOME)
    assert [where for *where, _ in edge.gateway.cards] == [[f"D{ANNA}", "m1"], [CHAT, "41"], [f"D{ANNA}", "m2"]]


class Refusing(CardGateway):
    """Edits nothing."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    async def edit(self, message: MessageRef, payload: Any) -> None:
        raise self.error


async def test_a_home_that_is_gone_is_posted_anew(edge: Edge) -> None:
    gateway = Refusing(ChannelUnavailable(CHAT, "it is gone"))
    surfaces = TeamsSurfaces(gateway, edge.directory, tenant=TENANT, choices=CHOICES, homes=edge.around.homes)
    edge.around.homes.keep(TENANT, ANNA, MessageRef(channel=CHAT, message_id="41"))
    await surfaces.show_home(HOME)
    assert [channel for channel, _, _ in gateway.cards] == [f"D{ANNA}"]


async def test_a_home_that_may_stand_is_not_posted_twice(edge: Edge) -> None:
    gateway = Refusing(OutcomeUnknown(CHAT, "the line broke"))
    surfaces = TeamsSurfaces(gateway, edge.directory, tenant=TENANT, choices=CHOICES, homes=edge.around.homes)
    edge.around.homes.keep(TENANT, ANNA, MessageRef(channel=CHAT, message_id="41"))
    with pytest.raises(OutcomeUnknown):
        await surfaces.show_home(HOME)
    assert gateway.cards == []


async def test_who_cannot_be_written_to_is_said(edge: Edge, surfaces: TeamsSurfaces) -> None:
    edge.gateway.next(raise_(ChannelUnavailable(CHAT, "no chat")))
    with pytest.raises(ChannelUnavailable):
        await surfaces.show_home(HOME)


def test_only_the_last_thousand_homes_are_remembered(edge: Edge) -> None:
    homes = edge.around.homes
    for number in range(1_001):
        homes.keep(TENANT, f"29:{number}", MessageRef(channel=CHAT, message_id="1"))
    assert homes.take(TENANT, "29:0") is None
    assert homes.take(TENANT, "29:1") is not None
