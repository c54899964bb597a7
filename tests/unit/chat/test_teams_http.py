"""Teams' endpoint: what is sent again has no second effect, answers come in time, and strangers cost little."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.chat.teams.http import WebLimits
from support.teamsguard import Endpoint, Said, endpoint
from support.teamswire import TENANT, Answered, mention, message, pressed

QUICK = WebLimits(body_seconds=0.3, answer_seconds=0.05, refusals=3, refusal_seconds=1000.0)


async def post(at: Endpoint, activity: Any, **named: Any) -> Answered:
    return await at.teams.send(at.url, activity, **named)


async def leave(at: Endpoint, activity: dict[str, Any]) -> None:
    """Send an activity and go away before it is answered, as Teams does after 15 s."""
    body = json.dumps({**activity, "serviceUrl": at.teams.url}).encode()
    _, writer = await asyncio.open_connection("127.0.0.1", int(at.base.rpartition(":")[2]))
    head = (
        f"POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    writer.write(head.encode() + f"Authorization: Bearer {at.teams.token()}\r\n\r\n".encode() + body)
    await at.hearing.came.wait()
    writer.transport.abort()
    await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def test_what_is_sent_again_while_it_is_worked_on_gets_the_same_answer_once() -> None:
    async with endpoint() as at:
        at.hearing.gate, at.hearing.answer = asyncio.Event(), Said(200, {"statusCode": 200, "value": "Done."})
        press = pressed("entente_follow", {})
        sent = [asyncio.create_task(post(at, press)) for _ in range(5)]
        await at.hearing.came.wait()
        at.hearing.gate.set()
        answers = await asyncio.gather(*sent)
        assert [(one.status, one.body) for one in answers if one.status == 200]
        assert {(one.status, str(one.body)) for one in answers} <= {
            (200, "{'statusCode': 200, 'value': 'Done.'}"),
            (403, ""),  # it arrived when the first had its answer
        }
        assert len(at.hearing.heard) == 1


async def test_an_answer_nobody_heard_is_given_again() -> None:
    async with endpoint() as at:
        at.hearing.gate, at.hearing.answer = asyncio.Event(), Said(200, {"value": "Done."})
        press = pressed("entente_follow", {})
        await leave(at, press)
        at.hearing.gate.set()
        await at.web.drain()
        answer = await post(at, press)
        assert (answer.status, answer.body) == (200, {"value": "Done."})
        assert (await post(at, press)).status == 403
        assert len(at.hearing.heard) == 1


async def test_a_press_that_takes_too_long_is_answered_when_it_is_sent_again() -> None:
    async with endpoint(limits=QUICK) as at:
        at.hearing.gate, at.hearing.answer = asyncio.Event(), Said(200, {"value": "Done."})
        press = pressed("entente_follow", {})
        late = await post(at, press)
        assert (late.status, late.headers["Retry-After"]) == (503, "2")
        at.hearing.gate.set()
        answer = await post(at, press)
        assert (answer.status, answer.body, len(at.hearing.heard)) == (200, {"value": "Done."}, 1)


async def test_a_message_that_takes_long_is_taken_all_the_same() -> None:
    async with endpoint(limits=QUICK) as at:
        at.hearing.gate = asyncio.Event()
        said = mention("hello")
        assert (await post(at, said)).status == 200
        assert (await post(at, said)).status == 403
        at.hearing.gate.set()
        await at.web.drain()
        assert len(at.hearing.heard) == 1


async def test_what_failed_may_be_sent_again_and_says_nothing() -> None:
    async with endpoint() as at:
        said = mention("a secret question")
        at.hearing.fails = RuntimeError("a secret question")
        with capture_logs() as lines:
            answer = await post(at, said)
        assert (answer.status, answer.body) == (500, "")
        assert [(line["log_level"], line["problem"]) for line in lines] == [("error", "RuntimeError")]
        assert "secret" not in str(lines)
        at.hearing.fails = None
        assert (await post(at, said)).status == 200
        assert len(at.hearing.heard) == 2


async def test_what_failed_after_its_answer_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    async with endpoint(limits=QUICK) as at:
        at.hearing.gate, at.hearing.fails = asyncio.Event(), RuntimeError("a secret question")
        with capture_logs() as lines:
            assert (await post(at, mention("a secret question"))).status == 200
            at.hearing.gate.set()
            await at.web.drain()
        assert [line["problem"] for line in lines] == ["RuntimeError"]
        assert "secret" not in caplog.text


async def test_another_process_remembers_too() -> None:
    seen: set[str] = set()

    async def first_time(event: str) -> bool:
        is_new = event not in seen
        seen.add(event)
        return is_new

    late = (datetime.now(UTC) - timedelta(minutes=3)).isoformat()
    old, new = mention("hello", timestamp=late), mention("hello")
    for _ in range(2):  # the second is a process that was started anew
        async with endpoint(first_time=first_time) as at:
            answers = [(await post(at, one)).status for one in (old, new)]
    assert answers == [403, 200]  # what is of just now may be sent again because the first process ended
    assert {event.split(":")[1] for event in seen} == {TENANT}


async def test_an_edited_message_is_not_taken_for_the_first() -> None:
    async with endpoint() as at:
        said = message("hello")
        assert (await post(at, said)).status == 200
        edited = {**said, "type": "messageUpdate", "timestamp": datetime.now(UTC).isoformat()}
        assert [(await post(at, edited)).status for _ in range(2)] == [200, 403]


async def test_an_invoke_is_answered_in_json_whatever_it_comes_to() -> None:
    async with endpoint() as at:
        for answer, status, body in ((None, 200, {}), (Said(200), 200, {}), (Said(501, {"a": 1}), 501, {"a": 1})):
            at.hearing.answer = answer
            got = await post(at, pressed("entente_follow", {}))
            assert (got.status, got.body) == (status, body)
            assert got.headers["Content-Type"].startswith("application/json")
            assert got.headers["Cache-Control"] == "no-store"


async def test_before_the_desk_is_ready_teams_is_asked_to_come_again() -> None:
    async with endpoint() as at:
        at.web.ready = False
        answer = await post(at, mention("hello"))
        assert (answer.status, answer.headers["Retry-After"], at.hearing.heard) == (503, "5", [])


async def test_without_keys_teams_is_asked_to_come_again() -> None:
    async with endpoint(warm=False) as at:
        await at.keys.close()
        keys = at.teams.signing.keys
        at.teams.signing.keys = {}
        said = mention("hello")
        token = at.teams.signing.token({"aud": "a"}, kid="key-1", key=keys["key-1"])
        answer = await post(at, said, token=token)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/messages", 405),
        ("PUT", "/api/messages", 405),
        ("POST", "/healthz", 405),
        ("GET", "/", 404),
        ("POST", "/api/messages/", 404),
        ("POST", "/API/messages", 404),
    ],
)
async def test_other_ways_are_shut(method: str, path: str, status: int) -> None:
    async with endpoint() as at, aiohttp.ClientSession() as session:
        with capture_logs() as lines:
            async with session.request(method, at.base + path) as answer:
                assert (answer.status, await answer.text()) == (status, "")
        assert [line["status"] for line in lines] == [status]


async def test_health_says_whether_people_are_answered() -> None:
    async with endpoint() as at, aiohttp.ClientSession() as session:
        for ready, status in ((False, 503), (True, 200)):
            at.web.ready = ready
            async with session.get(f"{at.base}/healthz") as answer:
                assert answer.status == status


async def test_many_strangers_are_told_to_wait_and_counted_while_teams_is_heard() -> None:
    now = 0.0
    async with endpoint(limits=QUICK, monotonic=lambda: now) as at:
        with capture_logs() as lines:
            statuses = [(await post(at, mention("hello"), token="guess")).status for _ in range(10)]
            assert (await post(at, mention("hello"))).status == 200
            now = 100.0
            assert (await post(at, mention("hello"), token="guess")).status == 429
        assert statuses == [401] * 3 + [429] * 7
        assert [line.get("more") for line in lines] == [None, None, None, 1, 7]


async def test_a_body_that_does_not_come_is_cut() -> None:
    async with endpoint(limits=QUICK) as at:
        ended = asyncio.Event()

        async def slowly() -> Any:
            yield b"{"
            await ended.wait()

        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {at.teams.token()}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(at.url, data=slowly(), headers=headers) as answer,
        ):
            assert (answer.status, await answer.text()) == (408, "")
        ended.set()


async def test_the_body_of_a_stranger_is_not_read() -> None:
    async with endpoint(limits=WebLimits(body_seconds=1000.0)) as at:
        ended = asyncio.Event()

        async def never() -> Any:
            yield b"{"
            await ended.wait()

        headers = {"Content-Type": "application/json", "Authorization": "Bearer a.b.c"}
        async with aiohttp.ClientSession() as session, session.post(at.url, data=never(), headers=headers) as answer:
            assert answer.status == 401
        ended.set()


async def test_two_tokens_are_none() -> None:
    async with endpoint() as at, aiohttp.ClientSession() as session:
        token = f"Bearer {at.teams.token()}"
        headers = [("Content-Type", "application/json"), ("Authorization", token), ("Authorization", token)]
        body = json.dumps({**mention("hello"), "serviceUrl": at.teams.url})
        async with session.post(at.url, data=body, headers=headers) as answer:
            assert answer.status == 401
