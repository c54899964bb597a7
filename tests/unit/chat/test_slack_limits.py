"""Our own check of Block Kit's limits refuses what Slack refuses."""

from typing import Any

import pytest

from bot.chat.slack import blocks as kit
from bot.chat.slack import limits


def button(**fields: Any) -> dict[str, Any]:
    """Return a section with a button."""
    block = kit.with_details(kit.section("x"), value="v")
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
        ([button(type="overflow")], "not one we send"),
        ([{"type": "actions", "elements": []}], "0 elements"),
        ([{"type": "data_table"}], "not one we send"),
    ],
)
def test_each_limit_is_named(blocks: list[dict[str, Any]], problem: str) -> None:
    assert problem in " / ".join(limits.problems(blocks))


def test_the_top_text_has_a_limit() -> None:
    assert limits.problems([kit.divider()], "t" * 4001) == ("text of 4001 characters, at most 4000",)
