"""Buttons and menus in messages and homes, in the shapes of Slack and in those of its stand-in."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp

from bot.chat.heard import Action, Press
from bot.chat.slack.handlers_read import interaction, pressed
from bot.domain.delivery import MessageRef
from support.deskfake import NotingDesk
from support.slackwire import interactive, listening

BUTTON = {"type": "button", "action_id": "entente_follow:2", "block_id": "b", "value": "s1:2026-11-23:0730|st1"}


@pytest.fixture
def desk() -> NotingDesk:
    return NotingDesk()


@pytest.fixture
async def app(desk: NotingDesk) -> AsyncIterator[AsyncApp]:
    async with listening(desk) as opened:
        yield opened


def press(action: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the payload of a press on a reply in a thread."""
    return {
        "type": "block_actions",
        "team": {"id": "T1", "domain": "demo"},
        "user": {"id": "U1", "username": "alex", "team_id": "T1"},
        "channel": {"id": "C1", "name": "briefs"},
        "container": {"type": "message", "message_ts": "7.2", "channel_id": "C1", "thread_ts": "7.1"},
        "message": {"ts": "7.2", "thread_ts": "7.1", "text": "…"},
        "trigger_id": "9.9.a",
        "state": {"values": {}},
        "actions": [{"action_ts": "1.1", **action}],
        **fields,
    }


async def test_a_press_names_what_it_stands_in_and_counts_once(app: AsyncApp, desk: NotingDesk) -> None:
    for _ in range(2):
        assert (await interactive(app, press(BUTTON))).status == 200
    ((_, heard, said),) = await desk.settled(1)
    assert (heard.channel, heard.user, heard.trigger, heard.home) == ("C1", "U1", "9.9.a", "T1")
    assert (heard.thread, heard.threaded) == ("7.1", True)
    assert said == Press(
        action=Action.FOLLOW,
        value="s1:2026-11-23:0730|st1",
        message=MessageRef(channel="C1", message_id="7.2"),
    )


async def test_a_press_on_a_root_is_answered_in_the_channel(app: AsyncApp, desk: NotingDesk) -> None:
    root = {"ts": "7.1", "thread_ts": "7.1", "reply_count": 3}
    container = {"type": "message", "message_ts": "7.1", "channel_id": "C1"}
    await interactive(app, press({**BUTTON, "action_id": "entente_details"}, message=root, container=container))
    ((_, heard, said),) = await desk.settled(1)
    assert (heard.thread, heard.threaded) == (None, False)
    assert said.message == MessageRef(channel="C1", message_id="7.1")


async def test_a_whisper_can_be_answered_but_not_changed(app: AsyncApp, desk: NotingDesk) -> None:
    container = {"type": "message", "message_ts": "8.1", "channel_id": "C1", "is_ephemeral": True}
    body = press({**BUTTON, "action_id": "entente_confirm"}, container=container)
    del body["message"]
    await interactive(app, body)
    ((_, heard, said),) = await desk.settled(1)
    assert (heard.channel, heard.thread, said.message) == ("C1", None, None)


async def test_a_menu_says_which_of_its_actions(app: AsyncApp, desk: NotingDesk) -> None:
    option = {
        "text": {"type": "plain_text", "text": "Not useful"},
        "value": "entente_not_useful#s1:2026-11-23:0730|st1",
    }
    menu = {"type": "overflow", "action_id": "entente_more:3", "block_id": "b", "selected_option": option}
    await interactive(app, press(menu))
    ((_, _, said),) = await desk.settled(1)
    assert (said.action, said.value) == (Action.NOT_USEFUL, "s1:2026-11-23:0730|st1")


async def test_a_choice_among_reasons(app: AsyncApp, desk: NotingDesk) -> None:
    option = {"text": {"type": "plain_text", "text": "Duplicate"}, "value": "s1:2026-11-23:0730|st1|duplicate"}
    await interactive(app, press({"type": "static_select", "action_id": "entente_complain", "selected_option": option}))
    ((_, _, said),) = await desk.settled(1)
    assert (said.action, said.value) == (Action.COMPLAIN, "s1:2026-11-23:0730|st1|duplicate")


@pytest.mark.parametrize(
    "without",
    [
        {"container": {"type": "view", "view_id": "V1"}, "view": {"id": "V1", "type": "home", "hash": "1.a"}},
        {"channel": {"id": "", "name": ""}, "container": {"type": "message", "channel_id": ""}},
    ],
)
async def test_a_button_at_home_has_no_channel(app: AsyncApp, desk: NotingDesk, without: dict[str, Any]) -> None:
    body = press({**BUTTON, "action_id": "entente_pause:s1", "value": "s1"})
    for name in ("message", "channel", "container"):
        del body[name]
    await interactive(app, {**body, **without})
    ((_, heard, said),) = await desk.settled(1)
    assert (heard.channel, heard.thread, heard.user) == ("", None, "U1")
    assert (said.action, said.value, said.message) == (Action.PAUSE, "s1", None)


@pytest.mark.parametrize(
    "action",
    [
        {"type": "button", "action_id": "someone_elses", "value": "x"},
        {"type": "overflow", "action_id": "entente_more", "selected_option": {"value": "format_disk#x"}},
        {"type": "button", "action_id": "entente_follow", "value": "x" * 2_001},
        {"type": "plain_text_input", "action_id": "form.words"},
    ],
)
async def test_what_is_none_of_ours_is_acknowledged_and_ignored(
    app: AsyncApp, desk: NotingDesk, action: dict[str, Any]
) -> None:
    assert (await interactive(app, press(action))).status == 200
    await desk.settled(0)


async def test_a_whole_grid_is_no_stranger(app: AsyncApp, desk: NotingDesk) -> None:
    grid = {"enterprise": {"id": "E1", "name": "Grid"}, "user": {"id": "U1", "team_id": "E1"}}
    await interactive(app, press(BUTTON, **grid, is_enterprise_install=True))
    ((_, heard, _),) = await desk.settled(1)
    assert (heard.home, heard.enterprise) == ("T1", "E1")


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=4,
)
PARTS = ("user", "channel", "container", "message", "actions", "trigger_id", "team", "view")


@given(st.dictionaries(st.sampled_from(PARTS), JSONISH))
def test_no_payload_of_another_shape_is_an_error(body: dict[str, Any]) -> None:
    assert interaction(body, {}).thread is None or isinstance(interaction(body, {}).thread, str)
    assert pressed(body) is None


async def test_two_hundred_at_once_are_acknowledged_in_time_though_the_store_is_slow(
    app: AsyncApp, desk: NotingDesk
) -> None:
    desk.delay = 1.0
    await interactive(app, press(BUTTON, trigger_id="warm"))

    async def timed(number: int) -> float:
        started = time.monotonic()
        answer = await interactive(app, press(BUTTON, trigger_id=f"t{number}"))
        assert answer.status == 200
        return time.monotonic() - started

    waits = sorted(await asyncio.gather(*(timed(number) for number in range(200))))
    assert waits[197] < 0.5, f"p99 {waits[197]:.3f} s"
    await desk.settled(201)
