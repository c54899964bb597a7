"""Activities read: what was said without Teams' marks, and whatever an activity lacks or forges."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.chat.heard import Action
from bot.chat.teams import handlers_read as read
from bot.chat.teams.handlers_text import spoken
from bot.chat.teams.handlers_words import ELSEWHERE, answered
from bot.domain.conversation import ConversationKind
from support import teamswire as wire
from support.teamsheard import Edge
from support.teamswire import ANNA, BEN, BOT, CHANNEL, CHAT, TENANT
from support.teamswire import ELSEWHERE as ABROAD

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "type",
    "name",
    "id",
    "text",
    "from",
    "conversation",
    "channelData",
    "entities",
    "value",
    "replyToId",
    "action",
)


def said(text: str, *named: tuple[str, str, str], **fields: Any) -> dict[str, Any]:
    """Return a message in which people and things are mentioned: the words, the id, and the kind of each."""
    mentioned = [
        {"type": "mention", "text": f"<at>{words}</at>", "mentioned": {"id": who, "name": words, "type": kind}}
        for words, who, kind in (("Entente", BOT, ""), *named)
    ]
    return wire.message(text, entities=mentioned, **fields)


@pytest.mark.parametrize(
    ("raw", "heard"),
    [
        ("<at>Entente</at> now", "now"),
        ("<at>Entente</at>&nbsp;now\xa0", "now"),
        ("now <at>Entente</at>", "now"),
        ("Pakistan <at>Entente</at> Türkiye", "Pakistan Türkiye"),
        ('<at id="0">Entente</at>', "Entente"),  # Teams does not say that this is a mention
        ("<at>Entente</at> &lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<at>Entente</at> one \r\n\r\n  two", "one\ntwo"),
        ("<at>Entente</at> zero\u200bwidth\ufeff", "zerowidth"),
        ("<at>Entente</at> ask <at>Ben</at>", "ask Ben"),
        ("<at>Entente</at> in <at>briefs</at>", "in #briefs"),
        ("<at>Entente</at> <at>Desk</at> now", "Desk now"),
        ("&lt;at&gt;Entente&lt;/at&gt; now", "<at>Entente</at> now"),
        ("<at>Nobody</at> now", "Nobody now"),
        ("<at>Entente", "<at>Entente"),
        ("<at>Entente</at> why https://example.invalid/?a=1&amp;b=2", "why https://example.invalid/?a=1&b=2"),
    ],
)
def test_spoken(raw: str, heard: str) -> None:
    named = (("Ben", BEN, "person"), ("briefs", "19:b@thread.tacv2", "channel"), ("Desk", "19", "tag"))
    assert spoken(said(raw, *named), bot=BOT).named == heard


def test_markup_is_read_where_a_message_says_that_it_is_markup() -> None:
    raw = '<div><at>Entente</at> Pakistan<br>and <b>Türkiye</b></div><p class="x">drones</p>'
    assert spoken(said(raw, textFormat="xml"), bot=BOT).named == "Pakistan\nand Türkiye\ndrones"
    assert "<b>" in spoken(said(raw), bot=BOT).named


def test_attached_pages_are_not_read() -> None:
    page = {"contentType": "text/html", "content": "<p><at>Entente</at> Pakistan</p>"}
    assert spoken(said("<at>Entente</at> now", around={"attachments": [page]}), bot=BOT).named == "now"


def test_people_of_one_name_are_told_apart_by_their_order() -> None:
    raw = "<at>Entente</at> <at>Ann</at>, <at>Ann</at>, <at>Ann</at>"
    heard = spoken(said(raw, ("Ann", "29:1", ""), ("Ann", "29:2", "")), bot=BOT)
    assert (heard.named, heard.marked) == ("Ann , Ann , Ann", "@U1 , @U2 , @U2")
    assert heard.people == {"U1": "29:1", "U2": "29:2"}


@pytest.mark.parametrize("begun", ["<at>", "</at>", "<at ", "<p ", "<br", "&", "&lt;", " \r", "\n"])
@pytest.mark.parametrize("form", ["plain", "xml"])
def test_marks_that_never_end_cost_no_time(begun: str, form: str) -> None:
    activity = said((begun * 100_000)[:100_000], *[("Ann", f"29:{number}", "") for number in range(500)])
    started = time.process_time()
    spoken({**activity, "textFormat": form}, bot=BOT)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("text", ["nul\0 and half \ud800 a character", "\udfff", "\0"])
def test_what_no_database_holds_is_left_out(text: str) -> None:
    heard = spoken(wire.personal(text), bot=BOT).named
    heard.encode("utf-8")
    assert "\0" not in heard


@pytest.mark.parametrize(
    ("id_", "root", "channel", "thread", "threaded"),
    [
        ("19:c@thread.tacv2;messageid=17", "", "19:c@thread.tacv2", "17", True),
        ("19:c@thread.tacv2;messageid=5", "", "19:c@thread.tacv2", "5", False),
        ("19:c@thread.tacv2", "", "19:c@thread.tacv2", "5", False),
        ("19:c@thread.tacv2;messageid=17;x=1", "", "19:c@thread.tacv2", "17", True),
        ("19:c@thread.tacv2;messageid=x", "", "19:c@thread.tacv2", "5", False),
    ],
)
def test_a_conversation_names_its_channel_and_the_root_of_its_thread(
    id_: str, root: str, channel: str, thread: str, threaded: bool
) -> None:
    activity = wire.mention("now", around={"id": "5"})
    activity["conversation"]["id"] = id_
    heard = read.heard_of(activity)
    assert (heard.channel, heard.thread, heard.threaded) == (channel, thread, threaded)


@pytest.mark.parametrize(
    ("around", "home"),
    [
        ({}, TENANT),
        ({"from": {"id": ANNA, "tenantId": TENANT.upper()}}, TENANT),
        ({"from": {"id": ANNA, "tenantId": ABROAD}}, ABROAD),
        ({"from": {"id": ANNA, "properties": {"tenantId": ABROAD}}}, ABROAD),
        ({"channelData": {"tenant": {"id": TENANT}, "source": {"tenantId": ABROAD}}}, ABROAD),
        ({"channelData": {}}, TENANT),
    ],
)
def test_where_somebody_belongs(around: dict[str, Any], home: str) -> None:
    heard = read.heard_of(wire.mention("now", around=around))
    assert (heard.workspace, heard.home) == (TENANT, home)


def test_what_a_conversation_is() -> None:
    assert read.kind_of(wire.personal("x")) is ConversationKind.PERSONAL
    assert read.kind_of(wire.mention("x")) is ConversationKind.CHANNEL
    assert read.kind_of({}) is ConversationKind.CHANNEL
    assert read.channel_of(wire.personal("x")) == CHAT
    assert read.channel_of(wire.mention("x")) == CHANNEL


@pytest.mark.parametrize("action", Action)
def test_every_action_is_answered_in_words(action: Action) -> None:
    assert answered(action, personal=False)
    assert "chat" not in answered(action, personal=True), "that is where they are"
    assert answered(Action.FOLLOW, personal=False) == ELSEWHERE


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["message", "invoke", "installationUpdate", "conversationUpdate"]), st.data())
async def test_nothing_that_an_activity_holds_breaks_the_handlers(kind: str, data: st.DataObject) -> None:
    edge = Edge()
    base = wire.personal("now") if data.draw(st.booleans()) else wire.mention("now")
    forged = data.draw(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
    name = data.draw(st.sampled_from(["adaptiveCard/action", "message/submitAction", "fileConsent/invoke", "x"]))
    activity = {**base, "type": kind, "name": name, **forged}
    with capture_logs() as logs:
        answer = await edge.handlers.receive(json.loads(json.dumps(activity)))
        await edge.handlers.drain()
    assert logs == []
    assert (answer is not None) == (activity["type"] == "invoke")


async def test_a_chat_stays_a_chat_where_teams_leaves_out_what_it_is() -> None:
    edge = Edge()
    await edge.take(wire.personal("now"))
    unnamed = wire.personal("now")
    del unnamed["conversation"]["conversationType"]
    _, (_, heard, _) = await edge.take(unnamed)
    assert (heard.channel, heard.thread) == (CHAT, CHAT)
    assert (edge.places.rows[CHAT].kind, edge.places.rows[CHAT].user) == (ConversationKind.PERSONAL, ANNA)
