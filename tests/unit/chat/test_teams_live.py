"""What makes waiting bearable on Teams, against the fake Bot Connector: growing, taking a place, pictures, prompts."""

import asyncio
import base64
import io
import random
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.chat.platform import Payload, Pieces, Prompt, Upload
from bot.chat.teams import limits
from bot.chat.teams.render import TeamsRenderer
from bot.domain.conversation import Conversation
from bot.domain.dossier import Dossier
from bot.errors import OutcomeUnknown, RateLimited, Rejected, ScopeMissing, StorageError
from support.botconnector_places import MemoryPlaces
from support.botconnector_script import KINDS, limited
from support.botconnector_world import ANNA, CHANNEL
from support.briefs import shipped_labels
from support.dossiers import make_dossier, sections
from support.hostiledossiers import dossiers
from support.pictures import striped_png
from support.teamsanswer import KEY, LAST, TEXT, WHOLE, Asked, asked

PICTURE = Upload(name="deals.png", title="Deals by stage", content=striped_png(), alt="Three deals")
TABLE = Upload(name="deals.csv", title="Deals", content=b"a,b\n")


def sent(one: Asked, *routes: str) -> list[dict[str, Any]]:
    return [call.body for call in one.teams.called(*routes)]


async def test_in_a_channel_the_answer_takes_the_place_of_what_said_that_it_is_looked_up() -> None:
    async with asked(chat=False) as one:
        await one.think()
        (shown,) = one.standing
        assert (shown.said, shown.root) == ("Looking it up…", one.thread.message_id)
        message = await one.stream()
        assert message is not None
        assert message.message_id == shown.id
        assert message.permalink is not None
        (answer,) = one.standing
        assert answer.card == WHOLE.body["card"]
        assert answer.said == LAST.text
        assert one.teams.called("stream", "final", "delete") == []


async def test_in_a_chat_the_answer_grows_and_ends_with_its_sources() -> None:
    async with asked(chat=True) as one:
        await one.think()
        message = await one.stream()
        (answer,) = one.standing
        assert message is not None
        assert message.message_id == answer.id
        assert answer.activity["text"] == TEXT.strip()
        assert answer.card == LAST.body["card"]
        assert not answer.growing
        shown = [body["text"] for body in sent(one, "stream")]
        assert shown[0] == "Looking it up…"
        assert all(TEXT.startswith(text) and text != TEXT for text in shown[1:])
        assert one.teams.overruns == []
        times = [call.at for call in one.teams.called("stream", "final")]
        assert min(later - sooner for sooner, later in pairwise(times)) >= 1.5


async def test_nothing_grows_where_nothing_was_begun() -> None:
    for chat in (True, False):
        async with asked(chat=chat) as one:
            assert await one.stream() is None
            assert one.standing == []


@pytest.mark.parametrize("chat", [True, False])
async def test_what_stands_for_an_answer_that_does_not_come_goes(chat: bool) -> None:
    async with asked(chat=chat) as one:
        await one.think()
        await one.think()
        assert len(one.standing) == 1
        await one.live.settled(one.thread)
        assert one.standing == []
        await one.think()
        await one.live.thinking(one.channel, "", thread=one.thread)
        assert one.standing == []


@pytest.mark.parametrize("kind", sorted({"roster", "gone", "error-after", "unauthorized", "too-big", "limit-2"}))
async def test_nothing_is_raised_where_it_cannot_be_said_that_it_is_looked_up(kind: str) -> None:
    async with asked(chat=False) as one:
        one.teams.plan("reply", KINDS[kind])
        await one.think()
        assert await one.stream() is None


async def test_an_answer_of_several_messages_takes_the_place_with_its_first() -> None:
    for chat in (True, False):
        async with asked(chat=chat) as one:
            await one.think()
            assert await one.live.stream(one.channel, (), WHOLE, thread=one.thread, user=ANNA) is not None
            (answer,) = one.standing
            assert answer.card == WHOLE.body["card"]
            assert not answer.growing
            assert "text" not in answer.activity


async def test_an_edit_whose_answer_is_lost_is_done_again() -> None:
    async with asked(chat=False) as one:
        one.teams.plan("update", KINDS["drop-after"], KINDS["error-before"])
        await one.think()
        assert await one.stream() is not None
        assert len(one.teams.called("update")) == 3
        assert [answer.card for answer in one.standing] == [WHOLE.body["card"]]


async def test_an_answer_that_cannot_be_put_in_place_is_posted_and_nothing_else_stands() -> None:
    async with asked(chat=False) as one:
        one.teams.plan("update", *[KINDS["error-after"]] * 4)
        await one.think()
        assert await one.stream() is None
        assert one.standing == []


async def test_an_answer_that_may_stand_and_cannot_be_taken_away_is_not_said_again() -> None:
    async with asked(chat=False) as one:
        one.teams.plan("update", *[KINDS["error-after"]] * 4)
        one.teams.plan("delete", *[KINDS["error-before"]] * 4)
        await one.think()
        with pytest.raises(OutcomeUnknown):
            await one.stream()


async def test_an_answer_that_has_to_wait_keeps_its_place() -> None:
    async with asked(chat=False) as one:
        one.teams.plan("update", limited(300))
        await one.think()
        with pytest.raises(RateLimited):
            await one.stream()
        one.clock.now += 301
        await one.think()
        assert await one.stream() is not None
        assert len(one.standing) == 1


@pytest.mark.parametrize("chat", [True, False])
async def test_a_database_that_is_away_costs_neither_the_answer_nor_its_place(chat: bool) -> None:
    class Away(MemoryPlaces):
        async def conversation(self, id: str) -> Conversation | None:  # noqa: A002 - the protocol's name
            raise StorageError("the database is away")

    async with asked(chat=chat) as one:
        there, away = one.places.conversation, Away().conversation
        one.places.conversation = away  # type: ignore[method-assign]
        await one.think()
        await one.live.settled(one.thread)
        one.places.conversation = there  # type: ignore[method-assign]
        await one.think()
        one.places.conversation = away  # type: ignore[method-assign]
        with pytest.raises(StorageError):
            await one.stream()
        one.places.conversation = there  # type: ignore[method-assign]
        assert await one.stream() is not None
        assert len(one.standing) == 1


async def test_a_place_that_somebody_took_away_is_no_loss() -> None:
    async with asked(chat=False) as one:
        await one.think()
        one.teams.world.delete(one.standing[0])
        assert await one.stream() is None


@pytest.mark.parametrize("kind", sorted({"error-after", "drop-before", "bad-argument", "limit-2", "roster"}))
async def test_an_answer_that_stops_growing_is_put_in_place_instead(kind: str) -> None:
    async with asked(chat=True) as one:
        await one.think()
        one.teams.plan("final", KINDS[kind])
        assert await one.stream() is not None
        assert len(one.answers) == 1
        assert len(one.standing) == 1


async def test_a_step_that_is_lost_comes_with_the_next() -> None:
    async with asked(chat=True) as one:
        await one.think()
        one.teams.plan("stream", KINDS["error-after"], KINDS["drop-before"])
        assert await one.stream() is not None
        assert len(one.teams.called("final")) == 1
        assert one.standing[0].activity["text"] == TEXT.strip()


async def test_an_answer_that_comes_late_is_put_in_place_at_once() -> None:
    async with asked(chat=True) as one:
        await one.think()
        one.clock.now += 119
        assert await one.stream() is not None
        assert one.teams.called("final") == []
        assert [answer.card for answer in one.standing] == [WHOLE.body["card"]]


async def test_an_answer_too_large_to_grow_is_put_in_place_whole() -> None:
    async with asked(chat=True) as one:
        await one.think()
        assert await one.stream("x" * 9_000) is not None
        assert [answer.card for answer in one.standing] == [WHOLE.body["card"]]


async def test_prompts_are_offered_in_chats_alone() -> None:
    prompts = [Prompt(title="Frigates", message="ask frigates")]
    async with asked(chat=True) as one:
        await one.live.suggest(one.channel, prompts)
        ((offer),) = sent(one, "send")
        assert offer["suggestedActions"] == {
            "to": [ANNA],
            "actions": [{"type": "imBack", "title": "Frigates", "value": "ask frigates"}],
        }
        one.teams.plan("send", KINDS["roster"])
        await one.live.suggest(one.channel, prompts)
        await one.live.suggest(CHANNEL, prompts)
        await one.live.suggest(one.channel, [])
        assert len(one.teams.record) == len(one.teams.called("token", "send"))


async def test_pictures_stand_in_the_thread_each_with_its_words() -> None:
    async with asked(chat=False) as one:
        await one.live.upload(one.channel, [PICTURE, PICTURE], thread=one.thread)
        assert [message.root for message in one.standing] == [one.thread.message_id] * 2
        title, image = one.standing[0].card["body"]
        assert (title["text"], image["altText"]) == ("Deals by stage", "Three deals")
        shown = Image.open(io.BytesIO(base64.b64decode(image["url"].partition(",")[2])))
        assert shown.width == 320
        assert one.standing[0].said == "Deals by stage"
        assert one.standing[1].at - one.standing[0].at >= 1.0


async def test_a_picture_that_teams_finds_large_is_made_smaller() -> None:
    noise = io.BytesIO()
    Image.frombytes("L", (600, 60), random.Random(8).randbytes(600 * 60)).save(noise, "PNG")
    async with asked(chat=False) as one:
        one.teams.connector.most_bytes = 28 * 1024
        await one.live.upload(one.channel, [Upload(name="n.png", title="N", content=noise.getvalue())])
        large, small = sent(one, "send")
        assert limits.size(large) > 28 * 1024 >= limits.size(small)
        assert len(one.standing) == 1


async def test_what_is_out_of_some_pictures_is_not_shown_again() -> None:
    async with asked(chat=False) as one:
        one.teams.plan("reply", KINDS["slow"], limited(120))
        with pytest.raises(OutcomeUnknown):
            await one.live.upload(one.channel, [PICTURE, PICTURE], thread=one.thread)
        assert len(one.standing) == 1
    async with asked(chat=False) as one:
        one.teams.plan("reply", limited(120))
        with pytest.raises(RateLimited):
            await one.live.upload(one.channel, [PICTURE, PICTURE], thread=one.thread)
        assert one.standing == []


async def test_in_a_channel_other_files_cannot_be_had_and_nothing_is_sent() -> None:
    async with asked(chat=False) as one:
        with pytest.raises(ScopeMissing):
            await one.live.upload(one.channel, [PICTURE, TABLE], thread=one.thread)
        assert one.standing == []


@pytest.mark.parametrize("content", [b"", b"x" * 5_000_001, b"\x89PNG\r\n\x1a\nno"])
async def test_what_is_no_file_to_send_is_refused(content: bytes) -> None:
    async with asked(chat=True) as one:
        with pytest.raises(Rejected):
            await one.live.upload(one.channel, [Upload(name="a.png", title="A", content=content)])
        assert one.standing == []


@pytest.mark.parametrize(("status", "arrives"), [(201, True), (403, False), (302, False), (500, False)])
async def test_a_file_goes_to_a_persons_own_files_once_they_agree(status: int, arrives: bool) -> None:
    got: list[tuple[bytes, str | None, str | None]] = []

    async def taken(request: web.Request) -> web.Response:
        headers = request.headers
        got.append((await request.read(), headers.get("Content-Range"), headers.get("Authorization")))
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_put("/up", taken)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with asked(chat=True) as one:
            host = f"127.0.0.1:{runner.addresses[0][1]}"
            one.live._files.hosts |= {host}
            await one.live.upload(one.channel, [TABLE])
            (question,) = one.standing
            content = question.activity["attachments"][0]["content"]
            info = {"uploadUrl": f"http://{host}/up?secret=1", "contentUrl": "https://c.example/x", "uniqueId": "u-1"}
            value = {"action": "accept", "context": content["acceptContext"], "uploadInfo": {**info, "name": "d.csv"}}
            answer = await one.live.consent(
                {"conversation": {"id": one.channel}, "replyToId": question.id, "value": value}
            )
            assert answer.status == 200
            await one.live.drain()
            assert got == [(TABLE.content, "bytes 0-3/4", None)]
            (shown,) = one.standing
            assert bool(shown.activity.get("attachments")) is arrives
    finally:
        await runner.cleanup()


async def test_what_stands_for_answers_goes_when_the_process_ends() -> None:
    async with asked(chat=False) as one:
        await one.think()
        await one.live.drain()
        assert one.standing == []


async def test_a_payload_of_plain_text_takes_the_place_too() -> None:
    async with asked(chat=False) as one:
        await one.think()
        assert await one.live.stream(one.channel, (), Payload(text="No.", body={}), thread=one.thread, user="")
        assert [message.said for message in one.standing] == ["No."]


@given(dossier=dossiers(), chat=st.booleans())
@example(dossier=make_dossier(sections=sections()), chat=True)
@example(dossier=make_dossier(sections=sections()), chat=False)
@settings(max_examples=25, deadline=None)
def test_every_answer_that_the_renderer_makes_is_taken_as_it_is(dossier: Dossier, chat: bool) -> None:
    renderer = TeamsRenderer(shipped_labels())
    payloads = renderer.dossier(dossier, KEY, question="q-1")
    pieces = renderer.pieces(dossier, KEY, question="q-1") if len(payloads) == 1 else None
    pieces = pieces or Pieces(texts=(), last=payloads[0])

    async def answered() -> None:
        async with asked(chat=chat) as one:
            await one.think()
            assert await one.live.stream(one.channel, pieces.texts, pieces.last, thread=one.thread, user=ANNA)
            assert one.teams.refused == []
            (answer,) = one.standing
            assert answer.key == KEY.block_id
            assert answer.growing is False
            grew = chat and bool(pieces.texts)
            assert (answer.activity.get("textFormat") == "markdown") is grew
            assert {call.status for call in one.teams.called("stream", "final", "update")} <= {200, 201, 202}

    asyncio.run(answered())
