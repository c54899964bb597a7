"""The home tab: in words, within Slack's limits, escaped."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.forms import Home, HomeCard
from bot.chat.slack.home import MAX_CARDS, home_view
from bot.chat.slack.limits import view_problems
from bot.domain.ids import SubscriptionId
from bot.domain.topic import FOREVER, Subscription
from support.blockkit import accept_view

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUBSCRIPTION = Subscription(id=SubscriptionId("s1"), channel="C0BRIEFS")


def card(**fields: Any) -> HomeCard:
    paused = fields.pop("paused_until", None), fields.pop("pause_note", "")
    subscription = SUBSCRIPTION.model_copy(update={"paused_until": paused[0], "pause_note": paused[1]})
    start: dict[str, Any] = {
        "subscription": subscription,
        "said": "PK–TR · drones\nweekdays 07:30 Istanbul",
        "place": "#briefs",
        "next_due": datetime(2026, 11, 24, 4, 30, tzinfo=UTC),
        "last": "23 Nov, 4 stories",
        "mine": True,
    }
    return HomeCard(**{**start, **fields})


def home(*cards: HomeCard, **fields: Any) -> dict[str, Any]:
    return home_view(Home(user="U1", zone="Europe/Warsaw", cards=cards, **fields), now=NOW)


def buttons(view: dict[str, Any]) -> list[tuple[str, str | None]]:
    rows = (block["elements"] for block in view["blocks"] if block["type"] == "actions")
    return [(each["action_id"], each.get("value")) for row in rows for each in row]


def words(view: dict[str, Any]) -> str:
    sections = [block["text"]["text"] for block in view["blocks"] if "text" in block]
    return "\n".join([*sections, *(e["text"] for b in view["blocks"] if b["type"] == "context" for e in b["elements"])])


def test_a_card_says_where_what_when_and_how_it_went() -> None:
    view = home(card(), notes=("You follow 2 deals.",), admin=True, status=("48 of 52 sources answered",))
    assert view_problems(view) == ()
    said = words(view)
    assert "*#briefs*\nPK–TR · drones\nweekdays 07:30 Istanbul" in said
    assert "Next: Tue 24 Nov, 05:30 Warsaw · Last: 23 Nov, 4 stories" in said
    assert "You follow 2 deals." in said
    assert "*For administrators*\n48 of 52 sources answered" in said
    assert buttons(view) == [
        ("entente_new:0", None),
        *((f"entente_{name}:1", "s1") for name in ("edit", "pause", "test", "delete")),
    ]


@pytest.mark.parametrize(
    ("until", "note", "said"),
    [
        (FOREVER, "", "Paused until resumed*"),
        (FOREVER, "the bot is not in the channel", "Paused until resumed*: the bot is not in the channel"),
        (NOW + timedelta(days=3), "", "Paused until Thu 26 Nov, 10:00 Warsaw*"),
    ],
)
def test_a_pause_is_told_with_its_reason_and_can_be_ended(until: datetime, note: str, said: str) -> None:
    view = home(card(paused_until=until, pause_note=note))
    assert said in words(view)
    assert ("entente_resume:1", "s1") in buttons(view)
    assert ("entente_pause:1", "s1") not in buttons(view)


def test_a_pause_that_is_over_is_none() -> None:
    view = home(card(paused_until=NOW - timedelta(minutes=1)))
    assert "Next:" in words(view)
    assert ("entente_pause:1", "s1") in buttons(view)


def test_what_is_not_ones_own_can_only_be_tried() -> None:
    assert buttons(home(card(mine=False)))[1:] == [("entente_test:1", "s1")]


def test_deleting_asks_first_and_every_button_is_spoken_differently() -> None:
    rows = [block["elements"] for block in home(card(), card())["blocks"] if block["type"] == "actions"]
    delete = rows[1][-1]
    assert "No more briefs come to #briefs." in delete["confirm"]["text"]["text"]
    spoken = [each["accessibility_label"] for row in rows for each in row]
    assert len(spoken) == len(set(spoken))


def test_nobody_s_home_says_how_to_begin() -> None:
    assert "No subscription yet." in words(home())


def test_too_many_are_counted() -> None:
    view = home(*[card() for _ in range(40)], notes=tuple(f"deal {n}" for n in range(30)))
    assert view_problems(view) == ()
    assert f"And {40 - MAX_CARDS} more: `/entente list`" in words(view)


def test_what_comes_from_outside_is_shown_as_text() -> None:
    evil = "<!channel> *x* <https://evil.invalid|y> `z`"
    shown = card(place=evil, said=evil, last=evil, pause_note=evil, paused_until=FOREVER)
    view = home(shown, notes=(evil,), admin=True, status=(evil,))
    assert "evil.invalid" in json.dumps(view)
    assert "<" not in json.dumps(view).replace("&lt;", "")
    assert view_problems(view) == ()


LONG = st.text(max_size=400).map(lambda text: text * 20)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.builds(card, said=LONG, place=LONG, last=LONG, mine=st.booleans()), max_size=30), st.lists(LONG))
def test_no_home_is_more_than_slack_takes(cards: list[HomeCard], notes: list[str]) -> None:
    view = home(*cards, notes=tuple(notes), admin=True, status=tuple(notes))
    assert view_problems(view) == ()
    accept_view(view)
