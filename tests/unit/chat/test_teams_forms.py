"""The form as a card: within the limits, read back as it was shown, and what is wrong said where it stands."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from bot.chat.form_choices import country_codes
from bot.chat.forms import Draft
from bot.chat.heard import Filled
from bot.chat.teams.entities import activity_of
from bot.chat.teams.forms import form
from bot.chat.teams.forms_read import Words, entries, read_form
from bot.chat.teams.forms_values import read_origin
from bot.chat.teams.handlers_forms import BUSY, CHECK_SECONDS, TAKEN
from bot.chat.teams.handlers_read import FORM
from bot.chat.teams.limits import MAX_BYTES, problems, size
from bot.chat.teams.surfaces import TeamsSurfaces
from bot.chat.wishes import apply
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Pair, QuietHours, Subscription, Topic
from bot.domain.vocabulary import CooperationType, Sector, Stage
from bot.errors import Rejected
from support import teamswire as wire
from support.formvalues import SUBSCRIPTIONS
from support.teamsforms import buttons, inputs, sent, shown
from support.teamsheard import CHOICES, Edge
from support.teamswire import ANNA, BEN, CHANNEL, CHAT, TENANT

NOBODY = Words(topic=lambda _: Topic(), zone=lambda _: None)
CHANNELS = [(f"19:{number:032d}@thread.tacv2", f"channel {number}") for number in range(40)]


def start(**fields: Any) -> Subscription:
    return Subscription(id=SubscriptionId("s1"), platform="teams", channel=CHANNEL, owners=(ANNA,), **fields)


def card(subscription: Subscription | None = None, **fields: Any) -> dict[str, Any]:
    more = {name: fields.pop(name) for name in ("place", "channels") if name in fields}
    made: dict[str, Any] = form(Draft(start=subscription or start(), **fields), CHOICES, **more).body["card"]
    return made


def back(data: dict[str, Any], words: Words = NOBODY) -> Filled:
    origin = read_origin(data["entente"].get("form") or {})
    fields = {name: value for name, value in data.items() if name != "entente"}
    return read_form(entries(fields), origin, CHOICES, words=words)


@settings(max_examples=60, deadline=None)
@given(SUBSCRIPTIONS)
def test_a_form_sent_as_it_was_shown_changes_nothing(subscription: Subscription) -> None:
    try:
        made = form(Draft(start=subscription, edits="s1"), CHOICES)
    except ValueError:
        reject()
    assert problems(activity_of(made)) == ()
    filled = back(sent(made.body["card"]))
    assert filled.wish.problems == ()
    assert (filled.channel, filled.edits, filled.wish.personal) == (subscription.channel, "s1", False)
    assert filled.wish.topic == subscription.topic
    plain = subscription.model_copy(update={"topic": Topic()})
    assert apply(replace(filled.wish, topic=None), plain) == plain


def test_an_ordinary_form_leaves_room_for_what_is_typed() -> None:
    made = form(Draft(start=start()), CHOICES, place="briefs")
    assert size(activity_of(made)) < MAX_BYTES - 8_000


def test_days_of_a_year_of_holidays_fit() -> None:
    days = tuple(date(2026, 1, 1) + timedelta(days=3 * number) for number in range(120))
    assert back(sent(card(start(skip_dates=days)))).wish.skip_dates == days


def test_what_no_message_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        card(start(topic=Topic(words=tuple(f"{number:0200d}" for number in range(60)))))


def test_every_button_has_a_twin_for_older_clients_and_cancelling_sends_nothing() -> None:
    save, cancel = buttons(card())
    assert [button["fallback"]["type"] for button in (save, cancel)] == ["Action.Submit"] * 2
    assert cancel["associatedInputs"] == cancel["fallback"]["associatedInputs"] == "none"
    assert save["data"]["entente"]["action"] == FORM


def test_it_says_what_it_is_for_and_what_was_not_understood() -> None:
    said = shown(card(place="#briefs", unknown=("<b>", "tomorow")))
    assert said[:3] == ["New subscription", "Not understood: “‹b›”, “tomorow”. All else stands below.", "For #briefs."]
    assert "For you alone, in this chat." in shown(card(edits="s1"))
    assert shown(card(edits="s1"))[0] == "Edit subscription"


def test_a_channel_is_chosen_where_it_is_not_fixed() -> None:
    made = card(channel_fixed=False, channels=CHANNELS)
    offered = [choice["value"] for choice in inputs(made)["channel"]["choices"]]
    assert offered[0] == "-"
    assert 10 < len(offered) <= 41
    assert (back(sent(made)).channel, back(sent(made)).wish.personal) == ("", True)
    chosen = back(sent(made, channel=CHANNELS[3][0]))
    assert (chosen.channel, chosen.wish.personal) == (CHANNELS[3][0], False)


def test_what_teams_cannot_do_is_offered_only_to_be_taken_back() -> None:
    for before, offered in ((False, ["alerts", "digest"]), (True, ["alerts", "digest", "broadcast"])):
        extras = inputs(card(start(broadcast=before)))["extras"]
        assert [choice["value"] for choice in extras["choices"]] == offered


def test_fixed_channels_are_not_changed_by_a_field_that_was_not_there() -> None:
    assert back({**sent(card()), "channel": "19:other@thread.tacv2"}).channel == CHANNEL


def test_a_setting_that_no_menu_offers_is_kept() -> None:
    topic = Topic(countries=("ZZ",), organisations=("Ruritanian Arms",))
    wish = back(sent(card(start(topic=topic, timezone="Asia/Katmandu", language="sw")))).wish
    assert (wish.topic, wish.timezone, wish.language, wish.problems) == (topic, "Asia/Katmandu", "sw", ())


def test_every_country_and_alliance_is_read_as_it_is_shown() -> None:
    codes = tuple(sorted(country_codes()))
    for some in (codes[:90], codes[90:180], codes[180:]):
        assert back(sent(card(start(topic=Topic(countries=some))))).wish.topic == Topic(countries=some)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Istanbul", "Europe/Istanbul"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("europe/istanbul", "Europe/Istanbul"),
        ("UTC", "UTC"),
    ],
)
def test_a_time_zone_is_typed_by_its_name_or_its_city(typed: str, zone: str) -> None:
    assert back(sent(card(), timezone=typed)).wish.timezone == zone


@pytest.mark.parametrize("typed", ["Ruritania", "../../etc/passwd", "/etc/passwd", "x" * 300, "Europe/", "\u2603"])
def test_what_is_no_time_zone_is_said(typed: str) -> None:
    wish = back(sent(card(), timezone=typed)).wish
    assert [field for field, _ in wish.problems] == ["timezone"]


def test_too_much_in_a_field_is_said_and_not_cut_in_silence() -> None:
    wish = back(sent(card(), words="x" * 5_000)).wish
    assert wish.problems == (("words", "At most 4,000 characters; it has 5,000."),)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*inputs(card()), "channel", "x"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.text(max_size=3), max_size=2),
    ),
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=3),
        lambda inner: st.dictionaries(st.sampled_from(["at", "channel", "edits", "fixed", "had", "place"]), inner),
    ),
)
def test_whatever_is_sent_is_read_or_said_to_be_wrong(fields: dict[str, Any], origin: Any) -> None:
    filled = back({"entente": {"form": origin if isinstance(origin, dict) else {}}, **fields})
    if not filled.wish.problems:
        with suppress(ValueError):  # which the desk says
            assert apply(filled.wish, start()).id == "s1"


# What is sent, by the handlers.


@pytest.fixture
def edge() -> Edge:
    made = Edge()
    made.desk.parse("help")  # reads the vocabulary, which takes longer than a form may
    made.directory.members[CHANNEL] = {ANNA}
    return made


def press(data: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return wire.pressed(FORM, data, **{"chat": CHAT, "message_id": "9", **fields})


async def test_a_form_that_is_right_is_taken_once_and_closed(edge: Edge) -> None:
    data = sent(
        card(),
        countries="Pakistan, Türkiye (TR)",
        pairs="pk-tr, PL→KR",
        sectors="uas",
        types="co_production",
        stage="contract",
        names="Baykar",
        words="drones",
        exclude="India",
        slots="7:30 and 17.00",
        weekdays="thu,sun",
        timezone="Karachi",
        language="tr",
        maximum="5",
        quiet_day="silent",
        quiet_hours="20:00 - 7:00",
        skip_dates="2026-12-24 to 2026-12-26",
        extras="alerts,digest",
        others={
            "exclude.names": "company: Elbit, PK-IN",
            "exclude.types": "training",
            "extras.alerts": "2",
            "extras.grace": "90",
        },
    )
    for _ in range(2):
        status, body = await edge.answer(press(data))
        assert (status, shown(body["value"])) == (200, [TAKEN])
    ((_, heard, filled),) = edge.desk.noted
    assert (heard.channel, heard.user, heard.event_id) == (CHANNEL, ANNA, f"teams:{CHAT}:form:9")
    wish = filled.wish
    assert wish.topic == Topic(
        countries=("PK", "TR"),
        pairs=(Pair(first="PK", second="TR"), Pair(first="PL", second="KR", directed=True)),
        sectors=(Sector.UAS,),
        types=(CooperationType.CO_PRODUCTION,),
        min_stage=Stage.CONTRACT,
        organisations=("Baykar",),
        words=("drones",),
        exclude_countries=("IN",),
        exclude_types=(CooperationType.TRAINING,),
        exclude_organisations=("Elbit",),
        exclude_pairs=(Pair(first="PK", second="IN"),),
    )
    assert (wish.slots, wish.weekdays, wish.timezone) == (("07:30", "17:00"), ("thu", "sun"), "Asia/Karachi")
    assert (wish.language, wish.max_stories, wish.quiet_day) == ("tr", 5, "silent")
    assert wish.quiet_hours == QuietHours(start="20:00", end="07:00")
    assert wish.skip_dates == tuple(date(2026, 12, day) for day in (24, 25, 26))
    assert (wish.alerts, wish.digest, wish.broadcast, wish.alerts_per_day) == (True, True, False, 2)
    assert (wish.grace_minutes, wish.owners, wish.personal) == (90, None, False)
    assert edge.gateway.edited == [("9", TAKEN)] * 2


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("countries", "Ruritania", "“Ruritania” is no country"),
        ("countries", "XX", "“XX” is no country"),
        ("pairs", "PK-TR, Ruritania", "“Ruritania” is no pair"),
        ("slots", "half past seven", "is no time"),
        ("timezone", "Ruritania", "“Ruritania” is no time zone"),
        ("quiet_hours", "at night", "as 20:00–07:00"),
        ("skip_dates", "Christmas", "“Christmas” is no date"),
        ("maximum", "41", "from 1 to 40"),
        ("names", "Ruritanian Arms", "“Ruritanian Arms” is no company known here"),
        ("exclude", "Ruritania", "“Ruritania” is no country"),
    ],
)
async def test_what_is_wrong_stands_above_its_field_and_all_that_was_filled_in_is_kept(
    edge: Edge, field: str, typed: str, error: str
) -> None:
    data = sent(card(place="#briefs"), **{"words": "corvettes", field: typed})
    status, body = await edge.answer(press(data))
    assert status == 200
    again = body["value"]
    elements = again["body"]
    at = next(number for number, element in enumerate(elements) if element.get("id") == field)
    assert error in elements[at - 1]["text"]
    assert elements[at - 1]["color"] == "Attention"
    assert (inputs(again)[field]["value"], inputs(again)["words"]["value"]) == (typed, "corvettes")
    assert "For #briefs." in shown(again)
    assert edge.gateway.cards[-1] == (CHAT, "9", again), "it stands there also when the chat is opened anew"
    assert edge.desk.noted == []
    right = {"timezone": "UTC", field: {"slots": "08:00", "timezone": "UTC", "maximum": "12"}.get(field, "")}
    await edge.answer(press(sent(again, **right)))
    assert [each[0] for each in edge.desk.noted] == ["filled"], "a form that was put right is taken"


async def test_what_the_desk_finds_wrong_is_shown_too(edge: Edge) -> None:
    edge.desk.wrong = {"countries": "Too much.", "channel": "Invite me first."}
    _, body = await edge.answer(press(sent(card())))
    said = shown(body["value"])
    assert said.index("Invite me first.") < said.index("Who and what") < said.index("Too much.")


async def test_an_older_client_gets_the_same_by_an_edit(edge: Edge) -> None:
    wrong = sent(card(), pairs="Ruritania")
    await edge.take(wire.submitted(wrong, chat=CHAT, message_id="9"))
    assert any("is no pair" in line for line in shown(edge.gateway.cards[-1][2]))
    await edge.take(wire.submitted(sent(edge.gateway.cards[-1][2], pairs="PK-TR"), chat=CHAT, message_id="9"))
    assert [each[0] for each in edge.desk.noted] == ["filled"]
    assert shown(edge.gateway.cards[-1][2]) == [TAKEN]


async def test_a_form_claims_no_channel_that_its_sender_is_not_in(edge: Edge) -> None:
    await edge.answer(press(sent(card()), user=BEN))
    ((_, heard, filled),) = edge.desk.noted
    assert (heard.channel, filled.channel) == (CHAT, CHANNEL), "the desk then asks whether Ben is in the channel"


async def test_at_home_a_form_is_answered_at_home(edge: Edge) -> None:
    await edge.answer(press(sent(card(at="", channel_fixed=False))))
    ((_, heard, filled),) = edge.desk.noted
    assert (heard.channel, filled.wish.personal) == ("", True)


async def test_a_check_that_fails_keeps_what_was_filled_in(edge: Edge) -> None:
    edge.desk.failure = RuntimeError("the database is gone")
    _, body = await edge.answer(press(sent(card(), words="corvettes")))
    assert BUSY in shown(body["value"])
    assert inputs(body["value"])["words"]["value"] == "corvettes"
    assert 0 < CHECK_SECONDS < 8, "Teams waits little longer"


async def test_a_directory_that_fails_leaves_the_form_as_it_is(edge: Edge) -> None:
    async def fails(channel: str, user: str) -> bool | None:
        raise RuntimeError(f"no line for {user} in {channel}")

    edge.directory.is_member = fails  # type: ignore[method-assign]
    _, body = await edge.answer(press(sent(card())))
    assert body["value"] == BUSY
    assert edge.gateway.cards == []


async def test_what_no_message_holds_is_said_and_the_form_stays_as_it_is_filled_in(edge: Edge) -> None:
    data = {**sent(card(), pairs="Ruritania"), "words": "x" * 3_900, "names": "y" * 3_900, "exclude.names": "z" * 3_900}
    _, body = await edge.answer(press(data))
    assert "“Ruritania” is no pair" in body["value"]
    assert edge.gateway.cards == []
    await edge.take(wire.submitted(data, chat=CHAT, message_id="9"))
    assert "“Ruritania” is no pair" in shown(edge.gateway.cards[-1][2])[0], (
        "an older client can be told in no other way"
    )


async def test_hostile_forms_are_answered_and_taken_nowhere(edge: Edge) -> None:
    for data in (
        {"entente": {"action": FORM, "value": "send", "form": [1]}},
        {"entente": {"action": FORM, "value": "send", "form": {"had": [[]], "at": 7, "fixed": "x"}}, "slots": ["x"]},
        {"entente": {"action": FORM, "value": "send"}, "slots": "x" * 100_000, "words": "y" * 3_999},
        {"entente": {"action": FORM}, **{f"field{number}": "x" for number in range(5_000)}},
    ):
        status, body = await edge.answer(press(data))
        assert status == 200
        assert body["type"].startswith("application/vnd.microsoft.")
    assert all(size({"content": held}) < MAX_BYTES for _, _, held in edge.gateway.cards)


# How it is shown.


@pytest.fixture
def surfaces(edge: Edge) -> TeamsSurfaces:
    async def channels(tenant: str, user: str, /) -> list[tuple[str, str]]:
        assert (tenant, user) == (TENANT, ANNA)
        return CHANNELS[:2]

    return TeamsSurfaces(
        edge.gateway, edge.directory, tenant=TENANT, choices=CHOICES, homes=edge.around.homes, channels=channels
    )


async def test_a_form_opens_in_the_chat_of_the_one_who_asked(edge: Edge, surfaces: TeamsSurfaces) -> None:
    await surfaces.open_form(f"{TENANT}|{ANNA}", Draft(start=start()))
    await surfaces.open_form(f"{TENANT}|{ANNA}", Draft(start=start(), channel_fixed=False))
    assert [channel for channel, _, _ in edge.gateway.cards] == [f"D{ANNA}"] * 2
    assert "For this channel." in shown(edge.gateway.cards[0][2])
    assert len(inputs(edge.gateway.cards[1][2])["channel"]["choices"]) == 3


async def test_a_form_that_no_message_holds_is_refused(surfaces: TeamsSurfaces) -> None:
    much = start(topic=Topic(words=tuple(f"{number:0200d}" for number in range(60))))
    with pytest.raises(Rejected, match="does not hold it all"):
        await surfaces.open_form(f"{TENANT}|{ANNA}", Draft(start=much))
