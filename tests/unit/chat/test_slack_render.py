"""Slack messages: the illustration, and that whatever a source writes stays within the limits and harmless."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.chat.heard import Action
from bot.chat.notes import Button, Note
from bot.chat.slack.render import SlackRenderer
from bot.domain.brief import Brief, BriefItem, BriefKey, BriefKind, CitedText, FailedSource, SummaryTally
from bot.domain.ids import StoryId, SubscriptionId
from support.briefs import changed_item, illustrated_brief, new_item, shipped_labels, with_items
from support.hostilebriefs import HOSTILE, harmless, items, many, mended, objects
from support.values import make_brief, make_delivery_key, make_receipt

RENDERER = SlackRenderer(shipped_labels())


@settings(max_examples=60, deadline=None)
@given(items(), st.integers(1, 40), st.sampled_from(BriefKind))
def test_whatever_a_source_writes_goes_out_whole_and_harmless(item: BriefItem, count: int, kind: BriefKind) -> None:
    rest = (StoryId("left"),)
    brief = make_brief(items=many(item, count), title=item.headline, late=True, left_out=count, kind=kind, rest=rest)
    root, part = make_delivery_key(), make_delivery_key("story-0")
    harmless(RENDERER.root(brief, root), key=root.block_id)
    harmless(RENDERER.reply(brief, item, part), key=part.block_id)


@settings(max_examples=40, deadline=None)
@given(items(), HOSTILE, st.sampled_from([True, False]))
def test_whatever_is_mended_goes_out_whole_and_harmless(item: BriefItem, note: str, gone: bool) -> None:
    brief, key = make_brief(items=many(item, 3), title=item.headline), make_delivery_key()
    wrong = mended(brief.items[0], note, withdrawn=gone)
    harmless(RENDERER.root(brief, key, mended=(wrong,)), key=key.block_id)
    harmless(RENDERER.corrected(brief, wrong, key), key=key.block_id)
    harmless(RENDERER.reopened(brief, item, key), key=key.block_id)


BUTTONS = st.builds(
    Button,
    action=st.sampled_from([str(action) for action in Action]),
    label=HOSTILE,
    value=st.just("desk:2026-11-23:0730|story"),
    spoken=HOSTILE,
    style=st.sampled_from(["", "primary", "danger"]),
    confirm=HOSTILE,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(HOSTILE, max_size=30), HOSTILE, HOSTILE, st.lists(BUTTONS, max_size=30))
def test_answers_go_out_whole_and_harmless(lines: list[str], title: str, code: str, buttons: list[Button]) -> None:
    harmless(RENDERER.note(Note(lines=tuple(lines), title=title, code=code, buttons=tuple(buttons))))


@settings(max_examples=30, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=30), HOSTILE)
def test_receipts_and_notices(reasons: list[str], words: str) -> None:
    failed = tuple(FailedSource(name=reason, reason=reason) for reason in reasons)
    counted = dict.fromkeys(reasons, 1)
    made = SummaryTally(quoted=1, written=counted, bare=counted, fell_back=counted, replaced=2, defused=3)
    receipt = make_receipt(failed=failed, allowed=tuple(reasons), summaries=made)
    harmless(RENDERER.receipt(make_brief(receipt=receipt)))
    harmless(RENDERER.notice(words))


def test_the_illustration_on_slack(snapshot: SnapshotAssertion) -> None:
    brief = illustrated_brief()
    payloads = [RENDERER.root(brief, make_delivery_key())]
    payloads += [RENDERER.reply(brief, item, make_delivery_key(item.story_id)) for item in brief.items]
    payloads += [RENDERER.root(with_items(brief), make_delivery_key()), RENDERER.receipt(brief)]
    assert [{"text": payload.text, **payload.body} for payload in payloads] == snapshot


def test_a_long_root_counts_what_it_hides() -> None:
    item = replace(new_item(), headline="long words " * 20)
    payload = RENDERER.root(make_brief(items=many(item, 40)), make_delivery_key())
    shown = json.dumps(payload.body["blocks"])
    lines = len(re.findall(r"(?:\\n|\")\d+\\u00a0\\ud83c", shown))
    hidden = re.search(r"(\d+) more in the thread", shown)
    assert hidden is not None
    assert lines + int(hidden[1]) == 40
    assert lines >= 10


def test_the_button_carries_the_brief_and_can_be_left_out() -> None:
    brief: Brief = illustrated_brief()
    assert RENDERER.root(brief, make_delivery_key()).body["blocks"][-1]["accessory"]["value"] == str(brief.key)
    bare = SlackRenderer(shipped_labels(), details=False).root(brief, make_delivery_key())
    assert "accessory" not in json.dumps(bare.body)


def test_a_reply_says_what_moved_then_links_the_article() -> None:
    first = RENDERER.reply(illustrated_brief(), changed_item(), make_delivery_key()).body["blocks"][0]["text"]["text"]
    assert first.startswith(
        "*talks → contract, about US$6.5bn, 23 Nov 2026*\n"
        "*<https://example.invalid/news/1?id=21|Poland and South Korea sign second K2 tank contract>*\n"
        "🇵🇱🇰🇷 South Korea supplies Poland · armoured vehicles · 180 K2 [1]"
    )


def test_a_quotation_that_is_cut_keeps_its_outlet() -> None:
    long = CitedText(text="語" * 690, citations=(1,), verbatim=True)
    other = replace(long, citations=(2,))
    item = replace(changed_item(), summary=(long, other) * 8)
    blocks = RENDERER.reply(illustrated_brief(), item, make_delivery_key()).body["blocks"]
    summary = next(block["text"]["text"] for block in blocks if "“" in block.get("text", {}).get("text", ""))
    assert summary.count("” — Buyer's ministry [1]") == summary.count("” — Trade press [2]") == 8


def test_under_a_story_stand_two_buttons_and_a_menu() -> None:
    brief, item = illustrated_brief(), changed_item()
    (row,) = RENDERER.reply(brief, item, make_delivery_key()).body["blocks"][-1:]
    follow, copy, more = row["elements"]
    assert [follow["action_id"], copy["action_id"], more["action_id"]] == [Action.FOLLOW, Action.COPY, "entente_more"]
    assert follow["value"] == copy["value"] == f"{brief.key}|{item.story_id}"
    assert follow["accessibility_label"] == "Follow: Poland and South Korea sign second K2 tank contract"
    actions = [option["value"].partition("#") for option in more["options"]]
    assert [action for action, _, _ in actions] == [
        Action.USEFUL, Action.NOT_USEFUL, Action.WHY, Action.MUTE, Action.OPEN,
    ]  # fmt: skip
    assert {value for _, _, value in actions} == {follow["value"]}
    assert more["options"][-1]["url"] == item.earlier
    assert [option["text"]["text"] for option in more["options"]][:2] == ["👍 Useful", "👎 Not useful…"]
    new = RENDERER.reply(brief, new_item(), make_delivery_key()).body["blocks"][-1]["elements"][-1]
    assert len(new["options"]) == 4


def test_where_nobody_answers_there_is_nothing_to_press() -> None:
    bare = SlackRenderer(shipped_labels(), details=False)
    brief, item = illustrated_brief(), changed_item()
    note = Note(lines=("Hello",), buttons=(Button(action="entente_new", label="New", value=""),))
    drawn = [bare.reply(brief, item, make_delivery_key()), bare.note(note)]
    drawn.append(bare.corrected(brief, mended(item, "stage was contract"), make_delivery_key()))
    assert not any("action_id" in part for payload in drawn for part in objects(payload.body["blocks"]))
    assert f"<{item.earlier}|Earlier thread ↗>" in json.dumps(drawn[0].body, ensure_ascii=False)


@pytest.mark.parametrize("kind", BriefKind)
def test_two_long_addresses_leave_room_for_the_article(kind: BriefKind) -> None:
    long = "https://example.invalid/" + "a" * 1_470
    item = replace(new_item(), earlier=long, citations=(replace(new_item().citations[0], url=long),))
    payload = RENDERER.root(replace(illustrated_brief(), items=(item,), kind=kind), make_delivery_key())
    harmless(payload)
    assert f"<{long}|" in json.dumps(payload.body["blocks"])


def test_a_lock_screen_shows_what_moved_and_of_which_story() -> None:
    brief = illustrated_brief()
    assert RENDERER.root(brief, make_delivery_key()).text.split("\n")[0] == brief.title
    assert RENDERER.reply(brief, changed_item(), make_delivery_key()).text.split("\n")[0] == (
        "talks → contract, about US$6.5bn, 23 Nov 2026. Poland and South Korea sign second K2 tank contract"
    )
    quiet = RENDERER.root(with_items(brief), make_delivery_key())
    assert quiet.text == quiet.body["blocks"][0]["text"]["text"]


def test_a_menu_holds_the_longest_ids_there_are() -> None:
    story = StoryId("0123456789abcdef0123")
    for slot in ("0730", "now-0123456789abcdef0123", f"alert-{story}-1234", "rest-0123456789abcdef0123", "digest"):
        key = BriefKey(subscription_id=SubscriptionId("s" * 64), local_date="2026-11-23", slot=slot)
        brief = replace(illustrated_brief(), key=key)
        blocks = RENDERER.reply(brief, replace(changed_item(), story_id=story), make_delivery_key()).body["blocks"]
        values = [option["value"] for option in blocks[-1]["elements"][-1]["options"]]
        assert [value.partition("#")[2] for value in values] == [f"{key}|{story}"] * 5


def test_an_answer_draws_its_buttons_in_rows_with_ids_of_their_own() -> None:
    buttons = tuple(Button(action="entente_delete", label="Delete", value=f"s{n}", spoken="Delete") for n in range(7))
    asking = replace(buttons[0], style="danger", confirm="It cannot be brought back.")
    blocks = RENDERER.note(Note(lines=("a_b *c*",), title="Yours", buttons=(asking, *buttons[1:]))).body["blocks"]
    assert [block["type"] for block in blocks] == ["section", "section", "actions", "actions"]
    assert blocks[1]["text"] == {"type": "mrkdwn", "text": "a_b c", "verbatim": True}
    elements = [element for block in blocks[2:] for element in block["elements"]]
    assert [element["action_id"] for element in elements[:3]] == [
        "entente_delete", "entente_delete:2", "entente_delete:3",
    ]  # fmt: skip
    assert [element["accessibility_label"] for element in elements[:2]] == ["Delete", "Delete (2)"]
    assert elements[0]["confirm"]["confirm"]["text"] == "Delete"
    assert elements[0]["confirm"]["style"] == elements[0]["style"] == "danger"


def test_what_is_beyond_the_most_lines_is_counted() -> None:
    blocks = RENDERER.note(Note(lines=tuple(f"line {n}" for n in range(70)))).body["blocks"]
    assert blocks[-1]["text"]["text"].endswith("line 59\nand 10 more lines")
    (block,) = RENDERER.notice("\n".join(f"line {n}" for n in range(20))).body["blocks"]
    assert block["text"]["text"].endswith("line 19")


def test_what_is_to_be_copied_stands_letter_for_letter() -> None:
    code = "A *b* _c_ `d` <e> & f\n\n``` [1] https://example.invalid/a_b"
    (block,) = RENDERER.note(Note(lines=(), code=code)).body["blocks"]
    assert block["text"]["text"] == ("```\nA *b* _c_ `d` &lt;e&gt; &amp; f\n\n''' [1] https://example.invalid/a_b\n```")


def test_lines_of_an_answer_stay_apart_and_only_our_own_links_are_links() -> None:
    lines = ("It was told.", "Read https://evil.invalid/x_y")
    for link, behind in (
        ("https://chat.example/p1?a=1&b=2", " <https://chat.example/p1?a=1&amp;b=2|↗>"),
        ("data:x", ""),
    ):
        (block,) = RENDERER.note(Note(lines=lines, links=(link, "", "https://nothing.invalid"))).body["blocks"]
        assert block["text"]["text"] == f"It was told.{behind}\nRead https://evil.invalid/x_y"
        assert block["text"]["verbatim"] is True
