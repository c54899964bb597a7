"""Our own check of Block Kit's limits refuses what Slack refuses."""

from typing import Any

import pytest

from bot.chat.heard import Action
from bot.chat.notes import Button
from bot.chat.slack import blocks as kit
from bot.chat.slack import limits


def button(**fields: Any) -> dict[str, Any]:
    """Return a section with a button."""
    block = kit.with_button(kit.section("x"), Button(action=Action.DETAILS, label="Details", value="v"))
    return {**block, "accessory": {**block["accessory"], **fields}}


GOOD = [kit.header("h"), kit.section("s"), kit.context(["c"]), kit.divider(), button()]


def test_good_blocks_pass() -> None:
    assert limits.problems(GOOD, "text") == ()


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([kit.header("h" * 151)], "text of 151 characters"),
        ([{**kit.header("h"), "text": {"type": "mrkdwn", "text": "h"}}], "plain_text"),
        ([kit.section("")], "text of 0 characters"),
        ([kit.section("s" * 2901)], "text of 2901 characters"),
        ([{"type": "section"}], "text must be an object"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "f" * 2001}]}], "text of 2001"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 11}], "11 fields"),
        ([kit.context(["c"] * 11)], "11 elements"),
        ([kit.context([])], "0 elements"),
        ([kit.divider()] * 46, "46 blocks"),
        ([kit.section("s" * 2900)] * 4, "11600 characters"),
        ([kit.section("語" * 1400)] * 2, "bytes of blocks"),
        ([{**kit.section("s"), "block_id": "i"}] * 2, "block_id used twice"),
        ([{**kit.section("s"), "block_id": "i" * 256}], "block_id empty or longer"),
        ([button(), button()], "action_id used twice"),
        ([button(text={"type": "plain_text", "text": "b" * 76})], "text of 76"),
        ([button(value="v" * 2001)], "button value"),
        ([button(url="u" * 3001)], "button url"),
        ([button(type="image")], "not one we send"),
        ([{"type": "actions", "elements": []}], "0 elements"),
        ([{"type": "data_table"}], "not one we send"),
    ],
)
def test_each_limit_is_named(blocks: list[dict[str, Any]], problem: str) -> None:
    assert problem in " / ".join(limits.problems(blocks))


OPTION = {"text": {"type": "plain_text", "text": "o"}, "value": "v"}
INPUT: dict[str, Any] = {
    "type": "input",
    "label": {"type": "plain_text", "text": "Words"},
    "element": {"type": "plain_text_input", "action_id": "words"},
}
CONFIRM = {name: {"type": "plain_text", "text": name} for name in ("title", "text", "confirm", "deny")}


def plain(text: str) -> dict[str, str]:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def many(count: int) -> list[dict[str, Any]]:
    """Return that many options."""
    return [{**OPTION, "value": str(n)} for n in range(count)]


def actions(**fields: Any) -> list[dict[str, Any]]:
    """Return an actions block with one element."""
    return [{"type": "actions", "elements": [{"action_id": "a", **fields}]}]


def modal(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a modal."""
    return {"type": "modal", "title": plain("t"), "submit": plain("Save"), "blocks": list(blocks), **fields}


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        ({"type": "overflow", "options": many(6)}, "6 options, 1 to 5"),
        ({"type": "overflow", "options": []}, "0 options"),
        ({"type": "overflow", "options": [{**OPTION, "value": "v" * 151}]}, "option value of 151"),
        ({"type": "overflow", "options": [{**OPTION, "text": plain("o" * 76)}]}, "text of 76"),
        ({"type": "overflow", "options": [{**OPTION, "text": {"type": "mrkdwn", "text": "o"}}]}, "plain_text"),
        ({"type": "overflow", "options": [{**OPTION, "url": "u" * 3001}]}, "option url"),
        ({"type": "overflow", "options": [{**OPTION, "description": plain("d" * 76)}]}, "text of 76"),
        ({"type": "overflow", "options": [OPTION, OPTION]}, "same value"),
        ({"type": "checkboxes", "options": many(11)}, "11 options, 1 to 10"),
        ({"type": "static_select", "options": many(101)}, "101 options"),
        ({"type": "static_select"}, "options or groups"),
        ({"type": "static_select", "option_groups": []}, "0 groups"),
        ({"type": "static_select", "option_groups": [{"label": plain("l" * 76), "options": many(1)}]}, "text of 76"),
        ({"type": "static_select", "options": many(2), "initial_option": OPTION}, "not among"),
        ({"type": "multi_static_select", "options": many(2), "initial_options": []}, "initial_options empty"),
        ({"type": "users_select", "placeholder": plain("p" * 151)}, "text of 151"),
        ({"type": "button", "text": plain("b"), "value": ""}, "button value empty"),
        ({"type": "button", "text": plain("b"), "accessibility_label": "l" * 76}, "accessibility_label"),
        ({"type": "button", "text": plain("b"), "style": "blue"}, "button style"),
        ({"type": "button", "text": plain("b"), "action_id": ""}, "without an action_id"),
        ({"type": "button", "text": plain("b"), "confirm": {**CONFIRM, "title": plain("t" * 101)}}, "text of 101"),
        ({"type": "button", "text": plain("b"), "confirm": {**CONFIRM, "text": plain("t" * 301)}}, "text of 301"),
        ({"type": "button", "text": plain("b"), "confirm": {**CONFIRM, "deny": plain("t" * 31)}}, "text of 31"),
        ({"type": "button", "text": plain("b"), "confirm": {**CONFIRM, "style": "x"}}, "confirm style"),
        ({"type": "plain_text_input"}, "not one we send here"),
    ],
)
def test_elements_have_limits(element: dict[str, Any], problem: str) -> None:
    assert problem in " / ".join(limits.problems(actions(**element)))


def test_rich_text_is_checked() -> None:
    def rich(text: str, kind: str = "rich_text_preformatted") -> list[dict[str, Any]]:
        return [{"type": "rich_text", "elements": [{"type": kind, "elements": [{"type": "text", "text": text}]}]}]

    assert limits.problems(rich("code")) == ()
    assert "1 to 2900" in " ".join(limits.problems(rich("")))
    assert "not one we send" in " ".join(limits.problems(rich("x", "rich_text_list")))
    assert "without elements" in " ".join(limits.problems([{"type": "rich_text", "elements": []}]))


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(kit.section("s"), type="page"), "view of type"),
        (modal(), "0 blocks, 1 to 100"),
        (modal(*[kit.divider()] * 101), "101 blocks"),
        (modal(kit.divider(), title=plain("t" * 25)), "title: text of 25"),
        (modal(kit.divider(), submit=plain("t" * 25)), "submit: text of 25"),
        (modal(kit.divider(), close=plain("")), "close: text of 0"),
        ({key: value for key, value in modal(INPUT).items() if key != "submit"}, "no submit"),
        (modal(kit.divider(), private_metadata="m" * 3001), "private_metadata"),
        (modal(kit.divider(), callback_id="c" * 256), "callback_id"),
        (modal(*[kit.section("語" * 2900)] * 15), "bytes, at most 250000"),
        (modal({**INPUT, "block_id": "i"}, {**INPUT, "block_id": "i"}), "block_id used twice"),
        (modal({**INPUT, "hint": plain("h" * 2001)}), "text of 2001"),
        (modal({**INPUT, "element": {**INPUT["element"], "max_length": 3001}}), "max_length"),
        (modal({**INPUT, "element": {**INPUT["element"], "initial_value": ""}}), "initial_value empty"),
        (modal({**INPUT, "element": {**INPUT["element"], "initial_value": "xx", "max_length": 1}}), "at most 1"),
        (modal({**INPUT, "element": {"type": "number_input", "action_id": "n"}}), "is_decimal_allowed"),
        (modal(*[{**INPUT, "element": {**INPUT["element"], "focus_on_load": True}}] * 2), "takes the focus"),
    ],
)
def test_views_have_limits(view: dict[str, Any], problem: str) -> None:
    assert problem in " / ".join(limits.view_problems(view))


def test_a_view_may_repeat_an_action_in_another_block() -> None:
    assert limits.view_problems(modal(INPUT, INPUT)) == ()
    assert limits.view_problems({"type": "home", "blocks": [kit.section("s")] * 100}) == ()
    assert "not one we send" in " ".join(limits.problems([INPUT]))


def test_the_top_text_has_a_limit() -> None:
    assert limits.problems([kit.divider()], "t" * 4001) == ("text of 4001 characters, at most 4000",)
