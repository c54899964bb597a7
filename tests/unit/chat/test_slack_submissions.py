"""Forms that are sent, in the shapes of every input: errors at their fields, each form taken once."""

import time
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.app.reading import labels_of
from bot.chat.form_choices import choices_of
from bot.chat.forms import Draft
from bot.chat.heard import Filled
from bot.chat.slack.handlers import CHECK_SECONDS
from bot.chat.slack.modal import form_view
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Pair, QuietHours, Subscription, Topic
from bot.domain.vocabulary import CooperationType, Sector, Stage
from support.deskfake import NotingDesk
from support.slackforms import sent
from support.slackwire import interactive, listening, said_back

CHOICES = choices_of(labels_of())


@pytest.fixture
def desk() -> NotingDesk:
    made = NotingDesk()
    made.parse("help")  # reads the vocabulary, which takes longer than a form may
    return made


@pytest.fixture
async def app(desk: NotingDesk) -> AsyncIterator[AsyncApp]:
    async with listening(desk) as opened:
        yield opened


def opened(*, fixed: bool = True, edits: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a form as it was opened."""
    start = Subscription(id=SubscriptionId("s1"), channel="C0BRIEFS", **fields)
    return form_view(Draft(start=start, channel_fixed=fixed, edits=edits), CHOICES)


def submission(view: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the payload of a form that is sent."""
    team = {"id": "T1", "domain": "demo"}
    return {
        "type": "view_submission",
        "team": team,
        "user": {"id": "U1", "username": "alex", "team_id": "T1"},
        "trigger_id": "9.9.a",
        "view": view,
        "response_urls": [],
        **fields,
    }


async def test_a_form_that_is_right_closes_and_is_taken_once(app: AsyncApp, desk: NotingDesk) -> None:
    filled = sent(
        opened(),
        countries=["PK", "TR"],
        pairs="pk-tr, PL→KR",
        sectors=["uas"],
        types=["co_production"],
        stage="contract",
        certainty="any",
        names="Baykar",
        words="drones",
        exclude=["IN"],
        slots="7:30 and 17.00",
        weekdays=["thu", "sun"],
        timezone="Asia/Karachi",
        language="tr",
        maximum="5",
        quiet_day="silent",
        quiet_hours="20:00 - 7:00",
        skip_dates="2026-12-24 to 2026-12-26",
        extras=["alerts", "broadcast"],
        owners=["U1", "U2"],
        others={"exclude.names": "company: Elbit, PK-IN", "extras.alerts": "2", "extras.grace": "90"},
    )
    for _ in range(2):
        assert said_back(await interactive(app, submission(filled))) == {"response_action": "clear"}
    ((_, heard, form),) = await desk.settled(1)
    assert (heard.channel, heard.user, heard.event_id) == ("C0BRIEFS", "U1", "slack:view:V1:1.a")
    assert isinstance(form, Filled)
    wish = form.wish
    assert wish.topic == Topic(
        countries=("PK", "TR"),
        pairs=(Pair(first="PK", second="TR"), Pair(first="PL", second="KR", directed=True)),
        sectors=(Sector.UAS,),
        types=(CooperationType.CO_PRODUCTION,),
        min_stage=Stage.CONTRACT,
        organisations=("Baykar",),
        words=("drones",),
        exclude_countries=("IN",),
        exclude_organisations=("Elbit",),
        exclude_pairs=(Pair(first="PK", second="IN"),),
    )
    assert (wish.slots, wish.weekdays, wish.timezone) == (("07:30", "17:00"), ("thu", "sun"), "Asia/Karachi")
    assert (wish.language, wish.max_stories, wish.quiet_day) == ("tr", 5, "silent")
    assert wish.quiet_hours == QuietHours(start="20:00", end="07:00")
    assert wish.skip_dates == tuple(date(2026, 12, day) for day in (24, 25, 26))
    assert (wish.alerts, wish.digest, wish.broadcast, wish.alerts_per_day) == (True, False, True, 2)
    assert (wish.grace_minutes, wish.owners, wish.personal) == (90, ("U1", "U2"), False)


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("pairs", "PK-TR, Ruritania", "“Ruritania” is no pair"),
        ("pairs", "XX-YY", "“XX-YY” is no pair"),
        ("slots", "half past seven", "“half”, “past”, “seven” is no time"),
        ("slots", "25:00", "“25:00” is no time"),
        ("quiet_hours", "at night", "as 20:00–07:00"),
        ("quiet_hours", "20:00-20:00", "as 20:00–07:00"),
        ("skip_dates", "Christmas", "“Christmas” is no date"),
        ("skip_dates", "2026-12-24 to 2028-12-24", "is no date"),
        ("maximum", "41", "from 1 to 40"),
        ("names", "Ruritanian Arms", "“Ruritanian Arms” is no company known here"),
    ],
)
async def test_an_error_stands_at_its_field(
    app: AsyncApp, desk: NotingDesk, field: str, typed: str, error: str
) -> None:
    answer = said_back(await interactive(app, submission(sent(opened(), **{field: typed}))))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert error in answer["errors"][field]
    await desk.settled(0)


async def test_what_is_asked_for_cannot_be_left_out(app: AsyncApp, desk: NotingDesk) -> None:
    view = sent(opened(), pairs="PK-TR", exclude=["IN", "TR"])
    answer = said_back(await interactive(app, submission(view)))
    assert answer["errors"] == {"exclude": "TR cannot be asked for and left out at once."}


async def test_a_name_that_is_far_too_long_is_said_at_the_names(app: AsyncApp, desk: NotingDesk) -> None:
    view = sent(opened(), others={"names.equipment": "x" * 201})
    answer = said_back(await interactive(app, submission(view)))
    assert answer["errors"] == {"names": "This cannot be so."}


async def test_what_the_desk_finds_wrong_stands_at_its_field_and_the_form_may_be_sent_again(
    app: AsyncApp, desk: NotingDesk
) -> None:
    desk.wrong = {"countries": "Too much.", "channel": "Invite me first."}
    answer = said_back(await interactive(app, submission(sent(opened()))))
    # The channel was fixed, so that no field shows it: its error stands at the first one.
    assert answer == {"response_action": "errors", "errors": {"countries": "Too much. Invite me first."}}
    desk.wrong = {}
    assert said_back(await interactive(app, submission(sent(opened())))) == {"response_action": "clear"}
    await desk.settled(1)


async def test_a_channel_is_chosen_or_it_is_for_oneself(app: AsyncApp, desk: NotingDesk) -> None:
    await interactive(app, submission(sent(opened(fixed=False), channel="C9")))
    await interactive(app, submission({**sent(opened(fixed=False), channel=None), "hash": "2.b"}))
    (_, _, chosen), (_, _, own) = await desk.settled(2)
    assert (chosen.channel, chosen.wish.personal) == ("C9", False)
    assert (own.channel, own.wish.personal) == ("", True)


async def test_an_edit_knows_what_it_edits(app: AsyncApp, desk: NotingDesk) -> None:
    await interactive(app, submission(sent(opened(edits="s1"))))
    ((_, _, form),) = await desk.settled(1)
    assert form.edits == "s1"


async def test_a_calendar_can_be_pasted(app: AsyncApp, desk: NotingDesk) -> None:
    calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\nEND:VCALENDAR"
    await interactive(app, submission(sent(opened(), skip_dates=f"2026-12-31\n{calendar}")))
    ((_, _, form),) = await desk.settled(1)
    assert (form.wish.skip_dates, form.wish.calendar) == ((date(2026, 12, 31),), calendar)


async def test_a_desk_that_is_slow_or_fails_leaves_the_form_open(app: AsyncApp, desk: NotingDesk) -> None:
    desk.delay = CHECK_SECONDS + 5
    started = time.monotonic()
    late = said_back(await interactive(app, submission(sent(opened()))))
    assert time.monotonic() - started < 3
    desk.delay, desk.failure = 0.0, RuntimeError("the database is gone")
    failed = said_back(await interactive(app, submission(sent(opened()))))
    for answer in (late, failed):
        assert "send it again" in answer["errors"]["countries"]
    desk.failure = None
    await desk.settled(0)


async def test_the_stand_in_sends_null_for_what_was_not_touched(app: AsyncApp, desk: NotingDesk) -> None:
    view = sent(opened())
    for held in view["state"]["values"].values():
        for action, element in held.items():
            held[action] = {"type": element["type"], "value": None, "selected_option": None}
    await interactive(app, submission(view))
    ((_, _, form),) = await desk.settled(1)
    assert (form.wish.slots, form.wish.weekdays, form.wish.timezone, form.wish.problems) == (None, None, None, ())


@pytest.mark.parametrize("metadata", ["", "{", "[]", '{"channel":7,"edits":{}}'])
async def test_a_form_without_its_origin_is_no_error_of_ours(app: AsyncApp, desk: NotingDesk, metadata: str) -> None:
    view = {**sent(opened()), "private_metadata": metadata, "state": {"values": {"slots": {"form.slots": 7}}}}
    assert (await interactive(app, submission(view))).status == 200
    ((_, _, form),) = await desk.settled(1)
    assert (form.channel, form.edits) == ("", None)


async def test_other_views_are_acknowledged(app: AsyncApp, desk: NotingDesk) -> None:
    view = {**sent(opened()), "callback_id": "other"}
    assert (await interactive(app, submission(view))).status == 200
    closed = {**submission(view), "type": "view_closed", "is_cleared": False}
    assert (await interactive(app, closed)).status == 200
    await desk.settled(0)
