"""Teams messages: the illustration, and that whatever a source writes stays within the limits and harmless."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.chat.heard import Action
from bot.chat.notes import Button, Note
from bot.chat.teams.entities import activity_of
from bot.chat.teams.origins import stamped
from bot.chat.teams.render import TeamsRenderer
from bot.domain.brief import Brief, BriefItem, BriefKey, BriefKind, CitedText, FailedSource, SummaryTally
from bot.domain.ids import StoryId, SubscriptionId
from bot.domain.trends import TrendGroup, TrendLine, Trends
from support.briefs import EARLIER, changed_item, illustrated_brief, new_item, shipped_labels, with_items
from support.hostilebriefs import HOSTILE, items, many, mended
from support.hostilecards import harmless_card, links_of, parts_of, pressed_of, texts_of
from support.values import make_brief, make_delivery_key, make_receipt

RENDERER = TeamsRenderer(shipped_labels())
CHANNEL = f"19:{'a' * 64}@thread.tacv2"


@settings(max_examples=50, deadline=None)
@given(items(), st.integers(1, 40), st.sampled_from(BriefKind))
def test_whatever_a_source_writes_goes_out_whole_and_harmless(item: BriefItem, count: int, kind: BriefKind) -> None:
    rest = (StoryId("left"),)
    brief = make_brief(items=many(item, count), title=item.headline, late=True, left_out=count, kind=kind, rest=rest)
    root, part = make_delivery_key(), make_delivery_key("story-0")
    harmless_card(RENDERER.root(brief, root), key=root.block_id)
    harmless_card(RENDERER.reply(brief, item, part), key=part.block_id)


@settings(max_examples=40, deadline=None)
@given(items(), HOSTILE, st.sampled_from([True, False]))
def test_whatever_is_mended_goes_out_whole_and_harmless(item: BriefItem, note: str, gone: bool) -> None:
    brief, key = make_brief(items=many(item, 3), title=item.headline), make_delivery_key()
    wrong = mended(brief.items[0], note, withdrawn=gone)
    harmless_card(RENDERER.root(brief, key, mended=(wrong,)), key=key.block_id)
    harmless_card(RENDERER.corrected(brief, wrong, key), key=key.block_id)
    harmless_card(RENDERER.reopened(brief, item, key), key=key.block_id)


BUTTONS = st.builds(
    Button,
    action=st.sampled_from([str(action) for action in Action]),
    label=HOSTILE,
    value=st.just("desk:2026-11-23:0730|story"),
    spoken=HOSTILE,
    style=st.sampled_from(["", "primary", "danger"]),
    confirm=HOSTILE,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(HOSTILE, max_size=30), HOSTILE, HOSTILE, st.lists(BUTTONS, max_size=30))
def test_answers_go_out_whole_and_harmless(lines: list[str], title: str, code: str, buttons: list[Button]) -> None:
    payload = RENDERER.note(Note(lines=tuple(lines), title=title, code=code, buttons=tuple(buttons)))
    harmless_card(stamped(payload, CHANNEL))  # as it is shown to one person


@settings(max_examples=30, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=30), HOSTILE)
def test_receipts_and_notices(reasons: list[str], words: str) -> None:
    failed = tuple(FailedSource(name=reason, reason=reason) for reason in reasons)
    counted = dict.fromkeys(reasons, 1)
    made = SummaryTally(quoted=1, written=counted, bare=counted, fell_back=counted, replaced=2, defused=3)
    receipt = make_receipt(failed=failed, allowed=tuple(reasons), summaries=made)
    harmless_card(RENDERER.receipt(make_brief(receipt=receipt)))
    harmless_card(RENDERER.notice(words))


def test_the_illustration_on_teams(snapshot: SnapshotAssertion) -> None:
    brief = illustrated_brief()
    payloads = [RENDERER.root(brief, make_delivery_key())]
    payloads += [RENDERER.reply(brief, item, make_delivery_key(item.story_id)) for item in brief.items]
    payloads += [RENDERER.root(with_items(brief), make_delivery_key()), RENDERER.receipt(brief)]
    assert [activity_of(payload) for payload in payloads] == snapshot


def test_a_root_says_the_story_first_then_the_window_what_changed_what_is_new_and_who_answered() -> None:
    card = RENDERER.root(illustrated_brief(), make_delivery_key()).body["card"]
    assert [re.sub(r"\[(.*)\]\(.*?\)", r"\1", text) for text in texts_of(card)] == [
        "PL–KR K2 tanks: talks → contract. 1 changed, 1 new.",
        "Mon 23 Nov, 07:30 Warsaw; covers Fri 07:30 – Mon 07:30",
        "CHANGED",
        "1\u00a0🇵🇱🇰🇷 Poland–South Korea, 180 K2: talks → contract, about US$6.5bn ↗ (both\u00a0parties)",
        "NEW",
        "2\u00a0🇵🇰🇹🇷 Pakistan–Türkiye: Islamabad says joint aircraft work discussed (one\u00a0party)",
        "48/52 sources answered",
    ]
    assert card["body"][0]["style"] == "heading"
    assert links_of(card) == {EARLIER, "https://example.invalid/news/1?id=22"}


MOVED = TrendLine(text="Poland–South Korea, 180 K2: talks → contract", url="https://teams.example/l/1")
TRENDS = st.builds(
    TrendGroup,
    label=HOSTILE,
    lines=st.lists(
        st.builds(TrendLine, text=HOSTILE, url=st.none() | st.just("https://example.invalid/" + "x" * 470)),
        min_size=1,
        max_size=8,
    ).map(tuple),
    left_out=st.integers(0, 3_000),
)


def test_a_weeks_trends_stand_before_its_stories_each_linked_behind_an_arrow() -> None:
    groups = (TrendGroup(label="STAGES REACHED", lines=(MOVED,), left_out=1_200),)
    brief = make_brief(kind=BriefKind.DIGEST, items=(new_item(),), trends=Trends(groups=groups, basis="Counted."))
    texts = texts_of(RENDERER.root(brief, make_delivery_key()).body["card"])
    at = texts.index("STAGES REACHED")
    assert texts[at + 1 : at + 3] == [f"• {MOVED.text}\u00a0[↗]({MOVED.url})", "and 1,200 more"]
    assert texts[at + 4].startswith("1\u00a0")
    assert texts[-1].startswith("Counted. ")


@settings(max_examples=25, deadline=None)
@given(st.lists(TRENDS, max_size=6), st.integers(0, 40))
def test_trends_shrink_before_a_week_is_too_large(groups: list[TrendGroup], count: int) -> None:
    trends = Trends(groups=tuple(groups), basis="Counted.")
    brief = make_brief(kind=BriefKind.DIGEST, items=many(new_item(), count), trends=trends)
    harmless_card(RENDERER.root(brief, make_delivery_key()))


def test_a_long_root_counts_what_it_hides() -> None:
    item = replace(new_item(), headline="long words " * 20)
    texts = texts_of(RENDERER.root(make_brief(items=many(item, 60)), make_delivery_key()).body["card"])
    lines = [text for text in texts if re.match(r"\d+\u00a0", text)]
    (hidden,) = [int(text.split()[0]) for text in texts if text.endswith(" more in the thread")]
    assert len(lines) + hidden == 60
    assert len(lines) >= 10


def test_the_button_carries_the_brief_and_can_be_left_out() -> None:
    brief: Brief = illustrated_brief()
    assert pressed_of(RENDERER.root(brief, make_delivery_key()).body) == [(Action.DETAILS, str(brief.key))]
    quiet = TeamsRenderer(shipped_labels(), details=False)
    note = Note(lines=("Hello",), buttons=(Button(action="entente_new", label="New", value=""),))
    drawn = [quiet.root(brief, make_delivery_key()), quiet.reply(brief, changed_item(), make_delivery_key())]
    drawn += [quiet.note(note), quiet.corrected(brief, mended(changed_item(), "was contract"), make_delivery_key())]
    assert [pressed_of(payload.body) for payload in drawn] == [[], [], [], []]
    assert f"[Earlier thread ↗]({EARLIER})" in texts_of(drawn[1].body)


def test_what_is_beyond_the_maximum_can_be_asked_for_beside_the_details() -> None:
    brief = replace(illustrated_brief(), left_out=3, rest=(StoryId("left"),))
    card = RENDERER.root(brief, make_delivery_key()).body["card"]
    assert "3 more stories beyond the maximum set" in texts_of(card)
    assert [action["title"] for action in card["body"][-1]["actions"]] == ["Show the rest", "Details"]


def test_a_reply_says_what_moved_then_links_the_article() -> None:
    assert texts_of(RENDERER.reply(illustrated_brief(), changed_item(), make_delivery_key()).body["card"])[:3] == [
        "talks → contract, about US$6.5bn, 23 Nov 2026",
        "[Poland and South Korea sign second K2 tank contract](https://example.invalid/news/1?id=21)",
        (
            "🇵🇱🇰🇷 South Korea supplies Poland · armoured vehicles · 180 K2 [1] · about US$6.5bn [1] · "
            "part built in Poland [2] · both parties' word"
        ),
    ]


def test_a_quotation_that_is_cut_keeps_its_outlet() -> None:
    long = CitedText(text="語" * 690, citations=(1,), verbatim=True)
    item = replace(changed_item(), summary=(long, replace(long, citations=(2,))) * 8)
    summary = "\n".join(texts_of(RENDERER.reply(illustrated_brief(), item, make_delivery_key()).body["card"]))
    assert summary.count("” — Buyer's ministry [1]") == summary.count("” — Trade press [2]") == 8


def test_under_a_story_stand_two_buttons_and_the_rest_behind_a_third() -> None:
    brief, item = illustrated_brief(), changed_item()
    row = RENDERER.reply(brief, item, make_delivery_key()).body["card"]["body"][-1]
    follow, copy, more = row["actions"]
    assert [follow["verb"], copy["verb"]] == [Action.FOLLOW, Action.COPY]
    assert follow["tooltip"] == "Follow: Poland and South Korea sign second K2 tank contract"
    value = f"{brief.key}|{item.story_id}"
    menu = [Action.USEFUL, Action.NOT_USEFUL, Action.WHY, Action.MUTE]
    assert pressed_of(row) == [(action, value) for action in (Action.FOLLOW, Action.COPY, *menu)]
    entries = more["card"]["body"][0]["actions"]
    assert [entry["title"] for entry in entries] == [
        "👍 Useful", "👎 Not useful…", "Why this?", "Mute a source…", "Earlier thread ↗",
    ]  # fmt: skip
    assert entries[-1]["url"] == item.earlier
    new = RENDERER.reply(brief, new_item(), make_delivery_key()).body["card"]["body"][-1]["actions"][-1]
    assert len(new["card"]["body"][0]["actions"]) == 4


def test_what_a_model_wrote_is_labelled_and_nothing_else() -> None:
    brief, item, key = illustrated_brief(), changed_item(), make_delivery_key()
    written = replace(item, writer="tiny-1")
    labelled = [RENDERER.reply(brief, written, key), RENDERER.corrected(brief, mended(written, "was a contract"), key)]
    assert [payload.body["ai"] for payload in labelled] == [True, True]
    bare = [RENDERER.reply(brief, item, key), RENDERER.reply(brief, replace(written, summary=()), key)]
    bare += [RENDERER.corrected(brief, mended(written, "wrong", withdrawn=True), key), RENDERER.root(brief, key)]
    assert [payload.body["ai"] for payload in bare] == [False] * 4


def test_what_can_be_found_useful_is_asked_about_below_the_message() -> None:
    brief, item, key = illustrated_brief(), changed_item(), make_delivery_key()
    asked = [RENDERER.reply(brief, item, key), RENDERER.corrected(brief, mended(item, "was a contract"), key)]
    assert [activity_of(payload)["channelData"] for payload in asked] == [{"feedbackLoop": {"type": "default"}}] * 2
    follow = replace(brief, kind=BriefKind.FOLLOW)
    quiet = [RENDERER.reply(follow, item, key), RENDERER.corrected(brief, mended(item, "wrong", withdrawn=True), key)]
    quiet += [RENDERER.root(brief, key), TeamsRenderer(shipped_labels(), details=False).reply(brief, item, key)]
    assert not any("channelData" in activity_of(payload) for payload in quiet)


@pytest.mark.parametrize("kind", BriefKind)
def test_two_long_addresses_leave_room_for_the_article(kind: BriefKind) -> None:
    long = "https://example.invalid/" + "a" * 1_470
    item = replace(new_item(), earlier=long, citations=(replace(new_item().citations[0], url=long),))
    payload = RENDERER.root(replace(illustrated_brief(), items=(item,), kind=kind), make_delivery_key())
    harmless_card(payload)
    assert links_of(payload.body["card"]) == {long}


def test_a_lock_screen_shows_what_moved_and_of_which_story() -> None:
    brief = illustrated_brief()
    assert RENDERER.root(brief, make_delivery_key()).text.split("\n")[0] == brief.title
    reply = RENDERER.reply(brief, changed_item(), make_delivery_key())
    assert activity_of(reply)["summary"].split("\n")[0] == (
        "talks → contract, about US$6.5bn, 23 Nov 2026. Poland and South Korea sign second K2 tank contract"
    )
    quiet = RENDERER.root(with_items(brief), make_delivery_key())
    assert quiet.text == texts_of(quiet.body["card"])[0]


def test_values_are_whole_for_the_longest_ids_there_are() -> None:
    story = StoryId("0123456789abcdef0123")
    for slot in ("0730", "now-0123456789abcdef0123", f"alert-{story}-1234", "rest-0123456789abcdef0123", "digest"):
        key = BriefKey(subscription_id=SubscriptionId("s" * 64), local_date="2026-11-23", slot=slot)
        brief = replace(illustrated_brief(), key=key)
        payload = RENDERER.reply(brief, replace(changed_item(), story_id=story), make_delivery_key())
        assert {value for _, value in pressed_of(payload.body)} == {f"{key}|{story}"}


def test_what_cannot_be_undone_asks_first_on_every_client() -> None:
    buttons = tuple(Button(action="entente_delete", label="Delete", value=f"s{n}", spoken="Delete") for n in range(7))
    asking = replace(buttons[0], style="danger", confirm="It cannot be brought back.")
    payload = RENDERER.note(Note(lines=("a_b *c*",), title="Yours", buttons=(asking, *buttons[1:])))
    body = payload.body["card"]["body"]
    assert [part["type"] for part in body] == ["TextBlock", "TextBlock", "ActionSet", "ActionSet"]
    assert body[1]["text"] == "a_b ∗c∗"
    first, second, *_ = [action for part in body[2:] for action in part["actions"]]
    assert [first["type"], second["type"]] == ["Action.ShowCard", "Action.Execute"]
    assert [first["tooltip"], second["tooltip"]] == ["Delete", "Delete (2)"]
    assert texts_of(first["card"]) == ["It cannot be brought back."]
    (sure,) = first["card"]["actions"]
    assert (sure["title"], sure["verb"], sure["style"]) == ("Yes: Delete", "entente_delete", "destructive")
    assert sure["fallback"]["data"] == sure["data"] == {"entente": {"action": "entente_delete", "value": "s0"}}


@pytest.mark.parametrize("count", [7, 14, 40])
def test_words_shrink_before_a_button_is_left_out_and_those_left_out_are_counted(count: int) -> None:
    buttons = tuple(
        Button(
            action="entente_delete", label=f"Unsubscribe {n}", value=f"s-{n}", spoken=f"Unsubscribe from {'x' * 60}{n}",
            style="danger", confirm="Its schedule, mutes and feedback end. What was posted stays.",
        )
        for n in range(count)
    )  # fmt: skip
    payload = RENDERER.note(Note(title="End this?", lines=("word " * 100,) * count, buttons=buttons))
    harmless_card(stamped(payload, CHANNEL))  # as it is shown to one person
    drawn = [value for _, value in pressed_of(payload.body)]
    assert drawn == [button.value for button in buttons[: len(drawn)]]
    assert len(drawn) >= min(count, 11)
    left = count - len(drawn)
    told = [text for text in texts_of(payload.body) if "no room" in text]
    assert told == [f"{left} more buttons have no room here: say which one is meant."] * (left > 0)


def test_what_is_beyond_the_most_lines_is_counted() -> None:
    texts = texts_of(RENDERER.note(Note(lines=tuple(f"line {n}" for n in range(70)))).body["card"])
    assert texts[-2:] == ["line 59", "and 10 more lines"]
    assert texts_of(RENDERER.notice("\n".join(f"line {n}" for n in range(20))).body["card"])[-1] == "line 19"


def test_what_is_to_be_copied_stands_letter_for_letter() -> None:
    code = "A *b* _c_ `d` <e> & f\n\n``` [1] https://example.invalid/a_b"
    (field,) = RENDERER.note(Note(lines=(), code=code)).body["card"]["body"]
    assert (field["type"], field["value"]) == ("Input.Text", code)
    long = "\n".join(f"line {number} " + "x" * 80 for number in range(60))
    fields = [part for part in parts_of(RENDERER.note(Note(lines=(), code=long)).body) if "value" in part]
    assert len(fields) > 1
    assert "\n".join(field["value"] for field in fields) == long


def test_only_our_own_links_are_links() -> None:
    lines = ("It was told.", "Read https://evil.invalid/x_y")
    for link, behind in (
        ("https://chat.example/p1?a=1&b=(2)", " [↗](https://chat.example/p1?a=1&b=%282%29)"),
        ("data:x", ""),
    ):
        payload = RENDERER.note(Note(lines=lines, links=(link, "", "https://nothing.invalid")))
        assert texts_of(payload.body) == [f"It was told.{behind}", "Read evil.invalid/x_y"]
