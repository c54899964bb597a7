"""The form: within Slack's limits, and read back as it was shown."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.reading import labels_of
from bot.chat.form_choices import choices_of, country_codes
from bot.chat.forms import Draft
from bot.chat.slack.limits import view_problems
from bot.chat.slack.modal import form_view
from bot.chat.slack.reading_forms import errors_by_block, metadata, read_form
from bot.chat.wishes import Field, apply
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Pair, Subscription, Topic
from bot.domain.vocabulary import Sector
from support.blockkit import accept_view
from support.formvalues import SUBSCRIPTIONS
from support.slackforms import inputs, sent

CHOICES = choices_of(labels_of())


def nobody_knows(_: str) -> Topic:
    return Topic()


def start(**fields: Any) -> Subscription:
    return Subscription(id=SubscriptionId("s1"), channel="C0BRIEFS", owners=("U0READER",), **fields)


def view_of(subscription: Subscription, **fields: Any) -> dict[str, Any]:
    return form_view(Draft(start=subscription, **fields), CHOICES)


@settings(max_examples=40, deadline=None)
@given(SUBSCRIPTIONS)
def test_a_form_sent_as_it_was_shown_changes_nothing(subscription: Subscription) -> None:
    view = view_of(subscription, edits="s1")
    assert view_problems(view) == ()
    accept_view(view)
    filled = read_form(json.loads(json.dumps(sent(view))), understand=nobody_knows)
    assert filled.wish.problems == ()
    assert (filled.channel, filled.edits, filled.wish.personal) == ("C0BRIEFS", "s1", False)
    topic = filled.wish.topic
    assert topic == subscription.topic
    plain = subscription.model_copy(update={"topic": Topic()})
    changed = apply(replace(filled.wish, topic=None), plain)
    assert changed == plain


def test_a_form_starts_within_the_limits_and_says_what_it_is_for() -> None:
    view = view_of(start(), unknown=("<!channel>", "tomorow"))
    assert view_problems(view) == ()
    assert [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"] == [
        "Not understood: “&lt;!channel&gt;”, “tomorow”. All else stands below.",
        "For <#C0BRIEFS>.",
    ]
    assert len(json.dumps(view)) < 150_000


def test_every_country_and_alliance_can_be_chosen() -> None:
    groups = inputs(view_of(start()))["countries"]["option_groups"]
    offered = {option["value"]: option["text"]["text"] for group in groups for option in group["options"]}
    assert offered["TR"] == "Türkiye (TR)"
    assert {"EU", "NATO", "XK", "PK"} <= set(offered)
    assert set(offered) == country_codes()
    assert not {"ZZ", "UN", "XA"} & set(offered)


def test_a_setting_that_no_menu_offers_is_kept() -> None:
    view = view_of(start(topic=Topic(countries=("ZZ",)), timezone="Asia/Katmandu", language="sw"))
    wish = read_form(sent(view), understand=nobody_knows).wish
    assert wish.topic == Topic(countries=("ZZ",))
    assert (wish.timezone, wish.language) == ("Asia/Katmandu", "sw")


def test_more_than_one_field_holds_is_shown_in_several() -> None:
    days = tuple(date(2026, 1, 1) + timedelta(days=2 * number) for number in range(700))
    view = view_of(start(skip_dates=days))
    assert [name for name in inputs(view) if name.startswith("skip_dates")] == [
        "skip_dates",
        "skip_dates#2",
        "skip_dates#3",
    ]
    assert read_form(sent(view), understand=nobody_knows).wish.skip_dates == days


@pytest.mark.parametrize(
    ("fixed", "at", "told"), [(True, None, "C0BRIEFS"), (False, None, ""), (True, "", ""), (True, "C0OTHER", "C0OTHER")]
)
def test_a_form_knows_where_it_was_asked_for(fixed: bool, at: str | None, told: str) -> None:
    assert metadata(view_of(start(), channel_fixed=fixed, at=at))["at"] == told


def test_a_user_group_stays_the_owner() -> None:
    view = view_of(Subscription(id=SubscriptionId("s1"), channel="C0BRIEFS", owners=("S0GROUP",)))
    assert "owners" not in inputs(view)
    assert read_form(sent(view), understand=nobody_knows).wish.owners is None


@pytest.mark.parametrize("channel", ["C0BRIEFS", "U0READER", "D0DIRECT"])
def test_a_channel_that_may_be_chosen_starts_as_it_was(channel: str) -> None:
    subscription = Subscription(id=SubscriptionId("s1"), channel=channel)
    filled = read_form(sent(view_of(subscription, channel_fixed=False)), understand=nobody_knows)
    expected = (channel, False) if channel.startswith("C") else ("", True)
    assert (filled.channel, filled.wish.personal) == expected


def knowing(text: str) -> Topic:
    known = {
        "hanwha": Topic(organisations=("Hanwha Aerospace",)),
        "Poland–Korea": Topic(pairs=(Pair(first="PL", second="KR"),)),
        "Elbit": Topic(organisations=("Elbit Systems",)),
        "tanks": Topic(sectors=(Sector.ARMOURED_VEHICLES,)),
        "India": Topic(countries=("IN",)),
    }
    return known.get(text, Topic())


def test_typed_names_become_those_of_the_gazetteers() -> None:
    view = view_of(start(topic=Topic(organisations=("Odd Co",))))
    left_out = "Elbit; tanks\nIndia, exercise, company: tanks"
    typed = {"names": "hanwha, Odd Co", "pairs": "Poland–Korea, PK/TR", "exclude.names": left_out}
    filled = sent(view, exclude=["GB"], others=typed)
    assert read_form(filled, understand=knowing).wish.topic == Topic(
        organisations=("Hanwha Aerospace", "Odd Co"),
        pairs=(Pair(first="PL", second="KR"), Pair(first="PK", second="TR")),
        exclude_countries=("GB", "IN"),
        exclude_sectors=(Sector.ARMOURED_VEHICLES,),
        exclude_organisations=("Elbit Systems", "tanks"),
        exclude_words=("exercise",),
    )


def test_a_company_that_nobody_knows_would_never_be_found() -> None:
    filled = read_form(sent(view_of(start()), names="hanwha, Foo Ltd"), understand=knowing)
    ((field, sentence),) = filled.wish.problems
    assert field is Field.NAMES
    assert "“Foo Ltd” is no company known here" in sentence


def test_errors_of_fields_that_are_not_shown_stand_at_the_first() -> None:
    view = view_of(start())
    problems = [(Field.CHANNEL, "Invite me."), (Field.SLOTS, "No time."), (Field.SLOTS, "Too many.")]
    assert errors_by_block(view, problems) == {"countries": "Invite me.", "slots": "No time. Too many."}


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_nothing_typed_is_an_error_of_ours(text: str) -> None:
    fields = ("pairs", "names", "words", "slots", "skip_dates", "quiet_hours", "maximum")
    view = view_of(start())
    filled = read_form(sent(view, **dict.fromkeys(fields, text)), understand=nobody_knows)
    assert set(errors_by_block(view, filled.wish.problems)) <= set(inputs(view))
