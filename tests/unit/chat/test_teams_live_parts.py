"""The parts of answers on Teams that ask nobody: activities, steps, what stands for answers, files that are kept."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.platform import Payload, Prompt, Upload
from bot.chat.teams import limits
from bot.chat.teams import live_activities as activities
from bot.chat.teams.live_files import EXPIRED, KEPT_SECONDS, LOST, MAX_KEPT, Files
from bot.chat.teams.live_streams import MOST_STEPS, steps
from bot.chat.teams.live_waiting import Waiting
from bot.domain.delivery import MessageRef
from bot.errors import DeliveryError, OutcomeUnknown, Rejected
from support.slackanswer import Ticking

CHAT, CHANNEL = "a:1-anna", "19:channel@thread.tacv2"
FOOT = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "[1] Source", "wrap": True}]}
WHOLE = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "All of it", "wrap": True}]}
CITED = [{"position": 1, "name": "Source", "abstract": "2 May. Frigates.", "url": "https://example.org/a"}]
LAST = Payload(text="Frigates", body={"card": FOOT, "whole": WHOLE, "citations": CITED, "ai": True, "feedback": True})
STORE = "https://anna-my.sharepoint.com/up?k=1"
CSV = Upload(name="entente-2026.csv", title="Frigates, as a table", content=b"a,b\n1,2\n")


@dataclass
class NotingWire:
    """Keeps what is sent; `failures` are met one after another, `hold` keeps sends waiting until it is set."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    failures: list[DeliveryError] = field(default_factory=list)
    hold: asyncio.Event | None = None

    async def send(self, channel: str, activity: Mapping[str, Any], *, thread: MessageRef | None = None) -> MessageRef:
        if self.hold is not None:
            await self.hold.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append({**activity, "in": channel, "under": thread.message_id if thread else None})
        return MessageRef(channel=channel, message_id=str(len(self.sent)))

    async def replace(self, message: MessageRef, activity: Mapping[str, Any]) -> None:
        raise AssertionError("not used")

    async def delete(self, message: MessageRef) -> None:
        self.deleted.append(message.message_id)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("is looking it up…", "Looking it up…"),
        ("Is it", "Is it"),
        ("is ", "Looking it up…"),
        ("", "Looking it up…"),
        ("is élan", "Élan"),
    ],
)
def test_a_status_stands_as_a_message_of_its_own(status: str, text: str) -> None:
    assert activities.status_text(status) == text


def test_an_answer_in_a_chat_ends_as_text_with_its_sources_and_the_card_below() -> None:
    ended = activities.final("Talks [1].", LAST, stream="7")
    about, stream = ended["entities"]
    assert ended["text"] == "Talks [1]."
    assert ended["textFormat"] == "markdown"
    assert ended["attachments"][0]["content"] == FOOT
    assert about["additionalType"] == ["AIGeneratedContent"]
    assert [claim["position"] for claim in about["citation"]] == [1]
    assert stream == {"type": "streaminfo", "streamId": "7", "streamType": "final"}
    assert ended["channelData"] == {"feedbackLoop": {"type": "default"}}


def test_an_answer_in_a_channel_is_one_card_of_all_of_it() -> None:
    whole = activities.whole(LAST)
    assert whole.body == {"card": WHOLE, "ai": True, "feedback": True}
    assert activities.whole(Payload(text="a", body={"card": FOOT})).body == {"card": FOOT}


def test_an_answer_that_would_be_cut_or_too_large_does_not_grow() -> None:
    assert activities.fits_grown("Talks.", LAST)
    assert not activities.fits_grown("x" * 9_000, LAST)
    assert not activities.fits_grown("\\" * 7_900, LAST)


@given(st.lists(st.text(max_size=30), max_size=9))
def test_each_step_holds_the_one_before_and_the_end_is_kept_for_last(pieces: list[str]) -> None:
    shown = steps(pieces)
    whole = "".join(pieces)
    assert len(shown) <= MOST_STEPS
    assert all(later.startswith(before) for before, later in pairwise((*shown, whole)))
    assert all(step.strip() for step in shown)
    assert len(set(shown)) == len(shown)


def test_long_answers_grow_in_even_steps() -> None:
    assert steps(["a" * 10] * 9) == ("a" * 30, "a" * 60)
    assert steps(["all"]) == ()


def test_prompts_are_offered_to_one_person() -> None:
    made = activities.offering([Prompt(title="t" * 100, message="m" * 400)] * 6, "29:anna")
    assert made["suggestedActions"]["to"] == ["29:anna"]
    assert len(made["suggestedActions"]["actions"]) == 4
    assert all(len(one["title"]) <= 75 and len(one["value"]) <= 300 for one in made["suggestedActions"]["actions"])


@given(st.text(max_size=150))
def test_a_file_has_a_name_that_can_be_one(name: str) -> None:
    made = activities.file_name(Upload(name=name, title="", content=b"a"))
    assert 0 < len(made) <= 100
    assert not set(made) & set('"*:<>?/\\|\n\t')


def test_what_is_asked_about_a_file_fits_in_a_message() -> None:
    asked = activities.asking_consent(Upload(name="n" * 500, title="t" * 5_000, content=b"a"), "x")
    assert asked["summary"].startswith("A file for you: ttt")
    assert len(asked["summary"]) < 250
    assert limits.size(asked) < limits.MAX_BYTES


async def test_one_message_stands_for_an_answer_however_often_it_is_asked_for() -> None:
    wire = NotingWire()
    waiting, thread = Waiting(wire), MessageRef(channel=CHANNEL, message_id="1")
    for _ in range(3):
        await waiting.show(thread, activities.waiting("is looking it up…"))
    assert [(one["text"], one["under"]) for one in wire.sent] == [("Looking it up…", "1")]
    standing = await waiting.take(thread)
    assert standing is not None
    assert standing.message.message_id == "1"
    assert await waiting.take(thread) is None


async def test_what_could_not_be_shown_stands_for_nothing() -> None:
    wire = NotingWire(failures=[OutcomeUnknown(CHANNEL, "no answer")])
    waiting, thread = Waiting(wire), MessageRef(channel=CHANNEL, message_id="1")
    await waiting.show(thread, activities.waiting(""))
    assert await waiting.take(thread) is None


async def test_what_stands_too_late_takes_itself_away() -> None:
    wire = NotingWire(hold=asyncio.Event())
    waiting = Waiting(wire, best_effort=0.0, patience=0.0)
    thread = MessageRef(channel=CHANNEL, message_id="1")
    await waiting.show(thread, activities.waiting(""))
    assert await waiting.take(thread) is None
    assert wire.hold is not None
    wire.hold.set()
    await waiting.drain()
    assert wire.deleted == ["1"]


async def test_a_process_that_ends_leaves_nothing_standing() -> None:
    wire = NotingWire()
    waiting = Waiting(wire)
    for root in ("1", "2"):
        thread = MessageRef(channel=CHANNEL, message_id=root)
        await waiting.show(thread, activities.waiting(""))
    await waiting.drain()
    assert wire.deleted == ["1", "2"]


@dataclass
class Desk:
    """Files in a chat, and what was put where."""

    wire: NotingWire = field(default_factory=NotingWire)
    clock: Ticking = field(default_factory=Ticking)
    puts: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    failure: DeliveryError | None = None

    def __post_init__(self) -> None:
        self.files = Files(wire=self.wire, put=self.put, monotonic=self.clock)

    async def put(self, channel: str, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        if self.failure is not None:
            raise self.failure
        self.puts.append((url, content, dict(headers)))

    async def answered(self, said: str, *, url: str = STORE, chat: str = CHAT) -> None:
        asked = next(one for one in self.wire.sent if one["attachments"][0]["contentType"] == activities.CONSENT)
        context = asked["attachments"][0]["content"]["acceptContext"]
        info = {
            "uploadUrl": url,
            "contentUrl": "https://c.example",
            "uniqueId": "u",
            "fileType": "csv",
            "name": "e.csv",
        }
        value = {"type": "fileUpload", "action": said, "context": context, "uploadInfo": info}
        self.files.consent({"conversation": {"id": chat}, "replyToId": "1", "value": value})
        await self.files.drain()

    @property
    def shown(self) -> list[str]:
        """What was sent after the question: texts, and the types of attachments."""
        return [one.get("text") or one["attachments"][0]["contentType"] for one in self.wire.sent[1:]]


async def test_a_file_that_is_wanted_goes_where_teams_says_and_is_shown() -> None:
    desk = Desk()
    await desk.files.ask(CHAT, CSV)
    await desk.answered("accept")
    ((url, content, headers),) = desk.puts
    assert (url, content) == (STORE, CSV.content)
    assert headers["Content-Range"] == "bytes 0-7/8"
    assert desk.shown == [activities.FILE_INFO]
    assert desk.wire.deleted == ["1"]


async def test_a_file_that_is_not_wanted_goes_nowhere() -> None:
    desk = Desk()
    await desk.files.ask(CHAT, CSV)
    await desk.answered("decline")
    assert (desk.puts, desk.shown, desk.wire.deleted) == ([], [], ["1"])


async def test_a_file_is_put_once_however_often_it_is_wanted() -> None:
    desk = Desk()
    await desk.files.ask(CHAT, CSV)
    await desk.answered("accept")
    await desk.answered("accept")
    assert len(desk.puts) == 1


async def test_a_file_is_kept_for_some_minutes_and_who_comes_later_is_told() -> None:
    desk = Desk()
    await desk.files.ask(CHAT, CSV)
    desk.clock.now += KEPT_SECONDS
    await desk.answered("accept")
    assert (desk.puts, desk.shown) == ([], [EXPIRED])


async def test_nobody_gets_the_file_of_another() -> None:
    desk = Desk()
    await desk.files.ask(CHAT, CSV)
    await desk.answered("accept", chat="a:1-ben")
    assert desk.puts == []


@pytest.mark.parametrize(
    "url",
    [
        "http://anna-my.sharepoint.com/up",
        "https://sharepoint.com.evil.example/up",
        "https://evil.example/.sharepoint.com",
        "https://evilsharepoint.com/up",
        "https://a.sharepoint.com:8443/up",
        "https://a.sharepoint.com@evil.example/up",
        "https://user@a.sharepoint.com/up",
        "https://evil.example\\.sharepoint.com/up",
        "file:///etc/passwd",
        "https://[",
        "",
    ],
)
async def test_bytes_go_to_where_peoples_files_are_kept_alone(url: str) -> None:
    desk = Desk()
    await desk.files.ask(CHAT, CSV)
    await desk.answered("accept", url=url)
    assert (desk.puts, desk.shown) == ([], [LOST])


async def test_a_file_that_did_not_arrive_is_said_to_be_lost() -> None:
    desk = Desk(failure=OutcomeUnknown(CHAT, "no answer"))
    await desk.files.ask(CHAT, CSV)
    await desk.answered("accept")
    assert desk.shown == [LOST]


async def test_no_more_than_some_files_are_kept() -> None:
    desk = Desk()
    for _ in range(MAX_KEPT + 1):
        await desk.files.ask(CHAT, CSV)
    await desk.answered("accept")  # of the first, which went
    assert desk.puts == []


async def test_a_question_about_a_file_that_was_refused_keeps_none() -> None:
    desk = Desk(wire=NotingWire(failures=[Rejected(CHAT, "no")]))
    with pytest.raises(Rejected):
        await desk.files.ask(CHAT, CSV)


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: st.dictionaries(
            st.sampled_from(["conversation", "id", "value", "context", "action", "uploadInfo", "replyToId"]), inner
        ),
        max_leaves=9,
    ).filter(lambda made: isinstance(made, dict))
)
def test_whatever_is_said_about_files_does_no_harm(activity: dict[str, Any]) -> None:
    async def told() -> list[tuple[str, bytes, dict[str, str]]]:
        desk = Desk()
        desk.files.consent(activity)
        (task,) = desk.files._working
        await task
        return desk.puts

    assert asyncio.run(told()) == []
