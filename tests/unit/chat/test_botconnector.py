"""The fake Bot Connector keeps the rules it stands for: a test that it lets pass has passed something."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import jwt
import pytest

from support.botconnector import MOST_BYTES, BotConnector, Fault, bot_connector
from support.botconnector_activity import size
from support.botconnector_script import KINDS, limited
from support.botconnector_tokens import ISSUER, SCOPE
from support.botconnector_world import ANNA, APP_ID, BEN, CHANNEL, ELSEWHERE, GENERAL, GUEST, SECRET, TEAM, TENANT

FORM = {"grant_type": "client_credentials", "client_id": APP_ID, "client_secret": SECRET, "scope": SCOPE}


@dataclass
class Bot:
    """A caller with a token, and the clock that the connector goes by."""

    teams: BotConnector
    http: httpx.AsyncClient
    now: list[float] = field(default_factory=lambda: [0.0])

    async def token(self, **form: str) -> httpx.Response:
        """Ask for a token."""
        return await self.http.post(f"{self.teams.login_url}/{TENANT}/oauth2/v2.0/token", data={**FORM, **form})

    async def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Call a route below /v3/."""
        return await self.http.request(method, f"{self.teams.url}v3/{path}", json=body)

    async def post(self, talk: str, body: Any) -> httpx.Response:
        """Post an activity."""
        return await self.call("POST", f"conversations/{quote(talk, safe='')}/activities", body)

    async def root(self, text: str = "root", talk: str = CHANNEL) -> str:
        """Post a root and return its id."""
        return str((await self.post(talk, said(text))).json()["id"])


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    now = [0.0]
    async with bot_connector(clock=lambda: now[0]) as teams, httpx.AsyncClient(trust_env=False) as http:
        made = Bot(teams, http, now)
        http.headers["Authorization"] = f"Bearer {(await made.token()).json()['access_token']}"
        yield made


def said(text: str = "hello", **fields: Any) -> dict[str, Any]:
    return {"type": "message", "text": text, **fields}


def card(*body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    shown = {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **fields}
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": shown}],
    }


def typing(number: int, text: str, kind: str = "streaming", **told: Any) -> dict[str, Any]:
    info = {"type": "streaminfo", "streamType": kind, "streamSequence": number, **told}
    return {"type": "typing", "text": text, "entities": [info]}


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, str(response.json()["error"]["code"])


async def test_a_token_is_granted_to_the_app_alone_and_has_a_whole_number_for_its_end(bot: Bot) -> None:
    granted = (await bot.token()).json()
    claims = jwt.decode(granted["access_token"], options={"verify_signature": False})
    assert type(claims["exp"]) is int
    assert granted["expires_in"] == 3600
    assert (await bot.token(client_secret="guessed")).status_code == 401
    for wrong in ({"client_id": "other"}, {"scope": "other"}, {"grant_type": "password"}):
        assert (await bot.token(**wrong)).status_code == 400
    path = f"{bot.teams.login_url}/{ELSEWHERE}/oauth2/v2.0/token"
    assert (await bot.http.post(path, data=FORM)).status_code == 400
    assert len(bot.teams.tokens.requests) == 7
    assert "guessed" not in str(bot.teams.tokens.requests)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer a.b.c", "Basic eA=="])
async def test_without_a_token_of_its_own_nothing_is_answered(bot: Bot, header: str) -> None:
    bot.http.headers["Authorization"] = header
    assert code(await bot.post(CHANNEL, said())) == (401, "Unauthorized")
    assert bot.teams.messages == []


async def test_a_revoked_token_is_refused(bot: Bot) -> None:
    bot.teams.tokens.revoke()
    assert code(await bot.post(CHANNEL, said())) == (401, "Unauthorized")


async def test_ids_are_numbers_that_grow(bot: Bot) -> None:
    ids = [int(await bot.root()) for _ in range(3)]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("talk", [CHANNEL, f"{CHANNEL};messageid=1"])
async def test_the_ids_in_a_path_are_decoded(bot: Bot, talk: str) -> None:
    await bot.post(talk, said())
    plain = f"{bot.teams.url}v3/conversations/{talk}/activities"
    await bot.http.post(plain, json=said())
    assert [call.conversation for call in bot.teams.called("send", "reply")] == [CHANNEL] * 2


async def test_a_reply_hangs_on_its_root_however_it_is_named(bot: Bot) -> None:
    root = await bot.root()
    await bot.post(f"{CHANNEL};messageid={root}", said("one"))
    await bot.post(CHANNEL, said("two", replyToId=root))
    await bot.call("POST", f"conversations/{CHANNEL}/activities/{root}", said("three"))
    assert [(message.root, message.said) for message in bot.teams.messages] == [
        ("", "root"),
        (root, "one"),
        (root, "two"),
        (root, "three"),
    ]


async def test_what_is_not_there_is_not_found(bot: Bot) -> None:
    root = await bot.root()
    reply = (await bot.post(f"{CHANNEL};messageid={root}", said())).json()["id"]
    missing = (404, "ActivityNotFoundInConversation")
    assert code(await bot.post("19:other@thread.tacv2", said())) == (404, "ConversationNotFound")
    assert code(await bot.post(f"{CHANNEL};messageid=1", said())) == missing
    assert code(await bot.post(f"{CHANNEL};messageid={reply}", said())) == missing
    assert code(await bot.post(f"{GENERAL};messageid={root}", said())) == missing
    assert code(await bot.call("PUT", f"conversations/{CHANNEL}/activities/1", said())) == missing
    assert code(await bot.call("DELETE", f"conversations/{CHANNEL}/activities/1")) == missing
    assert code(await bot.call("GET", "nothing")) == (404, "NotFound")
    assert len(bot.teams.messages) == 2


async def test_a_message_is_changed_and_taken_away(bot: Bot) -> None:
    root = await bot.root()
    path = f"conversations/{CHANNEL}/activities/{root}"
    assert (await bot.call("PUT", path, said("changed"))).json() == {"id": root}
    assert [message.said for message in bot.teams.messages] == ["changed"]
    assert (await bot.call("DELETE", path)).status_code == 200
    assert bot.teams.messages == []
    assert (await bot.call("DELETE", path)).status_code == 404


async def test_a_message_of_a_person_can_be_replied_to(bot: Bot) -> None:
    bot.teams.world.hear({"id": "7", "conversation": {"id": f"{CHANNEL};messageid=7"}})
    assert (await bot.post(f"{CHANNEL};messageid=7", said())).status_code == 201


async def test_where_the_bot_was_taken_out_it_may_do_nothing(bot: Bot) -> None:
    bot.teams.world.take_out(TEAM)
    outside = (403, "BotNotInConversationRoster")
    for talk in (CHANNEL, GENERAL):
        assert code(await bot.post(talk, said())) == outside
        assert code(await bot.call("GET", f"conversations/{talk}/pagedMembers")) == outside
    assert code(await bot.call("GET", f"teams/{TEAM}")) == outside


async def test_size_is_counted_in_utf_16(bot: Bot) -> None:
    room = MOST_BYTES - size(said(""))
    assert (await bot.post(CHANNEL, said("é" * (room // 2)))).status_code == 201
    assert code(await bot.post(CHANNEL, said("é" * (room // 2 + 1)))) == (413, "MessageSizeTooBig")
    assert code(await bot.post(CHANNEL, said("🙂" * (room // 4 + 1)))) == (413, "MessageSizeTooBig")
    assert len(bot.teams.messages) == 1


async def test_what_teams_would_not_show_is_refused(bot: Bot) -> None:
    assert code(await bot.post(CHANNEL, card({"type": "Carousel"}))) == (400, "BadSyntax")
    assert bot.teams.messages == []
    assert len(bot.teams.refused) == 1


async def test_a_card_of_every_known_kind_stands_with_its_key(bot: Bot) -> None:
    execute = {
        "type": "Action.Execute",
        "title": "Follow",
        "verb": "v",
        "fallback": {"type": "Action.Submit", "title": "F"},
    }
    shown = card(
        {"type": "TextBlock", "text": "x", "id": "the-key", "wrap": True, "weight": "Bolder"},
        {"type": "FactSet", "facts": [{"title": "a", "value": "b"}]},
        {"type": "ColumnSet", "columns": [{"type": "Column", "items": [], "width": "auto"}]},
        {"type": "Input.ChoiceSet", "id": "c", "choices": [{"title": "x", "value": "1"}]},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x"}]},
        actions=[execute, {"type": "Action.OpenUrl", "title": "x", "url": "https://example.invalid/"}],
    )
    assert (await bot.post(CHANNEL, {**shown, "summary": "short"})).status_code == 201
    (message,) = bot.teams.messages
    assert (message.key, message.said) == ("the-key", "short")


async def test_a_message_of_text_and_card_is_taken_and_not_named(bot: Bot) -> None:
    both = {**card({"type": "TextBlock", "text": "x"}), "text": "x"}
    assert (await bot.post(CHANNEL, both)).json() == {}
    assert len(bot.teams.messages) == 1


@pytest.mark.parametrize(("count", "seconds"), [(7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0)])
async def test_a_conversation_takes_so_much_in_a_time(bot: Bot, count: int, seconds: float) -> None:
    took = [bot.teams.connector._talks.take("a", number * seconds / count) for number in range(count)]
    assert took == [0.0] * count
    assert bot.teams.connector._talks.take("a", seconds - 0.001) > 0
    assert bot.teams.connector._talks.take("b", seconds - 0.001) == 0
    assert bot.teams.connector._talks.take("a", seconds + 0.001) == 0


async def test_the_whole_channel_is_one_conversation(bot: Bot) -> None:
    root = await bot.root()
    for _ in range(6):
        assert (await bot.post(f"{CHANNEL};messageid={root}", said())).status_code == 201
    refused = await bot.post(f"{CHANNEL};messageid={root}", said())
    assert code(refused) == (429, "TooManyRequests")
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await bot.post(GENERAL, said())).status_code == 201
    assert [call.status for call in bot.teams.overruns] == [429]
    assert len(bot.teams.messages) == 8
    bot.now[0] += 2.0
    assert (await bot.post(CHANNEL, said())).status_code == 201


async def test_an_app_makes_thirty_requests_a_second_in_a_tenant(bot: Bot) -> None:
    for _ in range(30):
        assert (await bot.call("GET", f"conversations/{CHANNEL}/pagedMembers")).status_code == 200
    assert code(await bot.call("GET", f"conversations/{CHANNEL}/members/{ANNA}")) == (429, "TooManyRequests")


async def test_a_chat_with_one_person_is_made_once(bot: Bot) -> None:
    wish = {"members": [{"id": ANNA}], "tenantId": TENANT, "isGroup": False}
    made = [(await bot.call("POST", "conversations", wish)).json() for _ in range(2)]
    assert made[0] == made[1]
    assert made[0]["serviceUrl"] == bot.teams.url
    assert (await bot.post(made[0]["id"], said())).status_code == 201
    begun = (await bot.call("POST", "conversations", {**wish, "members": [{"id": BEN}], "activity": said("hi")})).json()
    assert begun["activityId"] == bot.teams.messages[-1].id


async def test_a_chat_cannot_be_made_with_who_has_not_the_bot_nor_with_nobody(bot: Bot) -> None:
    wish = {"members": [{"id": GUEST}], "tenantId": TENANT}
    assert code(await bot.call("POST", "conversations", wish)) == (403, "BotNotInConversationRoster")
    for broken in ({"members": [], "tenantId": TENANT}, {"members": [{"id": ANNA}]}, None):
        assert code(await bot.call("POST", "conversations", broken)) == (400, "BadSyntax")


async def test_a_thread_is_made_with_its_first_message(bot: Bot) -> None:
    where = {"channel": {"id": CHANNEL}, "tenant": {"id": TENANT}}
    made = (await bot.call("POST", "conversations", {"isGroup": True, "channelData": where, "activity": said()})).json()
    assert made["id"] == f"{CHANNEL};messageid={made['activityId']}"
    assert (await bot.post(made["id"], said("reply"))).status_code == 201
    assert [message.root for message in bot.teams.messages] == ["", made["activityId"]]
    lacking = {"channelData": where, "activity": said()}
    assert code(await bot.call("POST", "conversations", lacking)) == (400, "BadSyntax")


async def test_members_come_in_pages(bot: Bot) -> None:
    bot.teams.connector.page = 2
    path = f"conversations/{quote(CHANNEL, safe='')}"
    first = (await bot.call("GET", f"{path}/pagedMembers")).json()
    last = (await bot.call("GET", f"{path}/pagedMembers?continuationToken={first['continuationToken']}")).json()
    assert [one["id"] for one in first["members"]] == [ANNA, BEN]
    assert [(one["id"], one["tenantId"], one["userRole"]) for one in last["members"]] == [(GUEST, ELSEWHERE, "guest")]
    assert "continuationToken" not in last
    assert (await bot.call("GET", f"{path}/members/{quote(BEN, safe='')}")).json()["name"] == "Ben Berg"
    assert code(await bot.call("GET", f"{path}/members/29:nobody")) == (404, "MemberNotFoundInConversation")


async def test_a_team_names_its_channels(bot: Bot) -> None:
    assert (await bot.call("GET", f"teams/{TEAM}")).json()["name"] == "Desk"
    named = (await bot.call("GET", f"teams/{TEAM}/conversations")).json()["conversations"]
    assert [(one["id"], one["name"]) for one in named] == [(GENERAL, None), (CHANNEL, "Cooperation")]
    assert code(await bot.call("GET", "teams/19:other")) == (404, "NotFound")


async def _chat(bot: Bot) -> str:
    wish = {"members": [{"id": ANNA}], "tenantId": TENANT}
    return str((await bot.call("POST", "conversations", wish)).json()["id"])


async def test_a_stream_grows_and_ends_as_one_message(bot: Bot) -> None:
    chat = await _chat(bot)
    name = (await bot.post(chat, typing(1, "Looking it up", "informative"))).json()["id"]
    for number, text in ((2, "One"), (3, "One and two")):
        bot.now[0] += 1.0
        assert (await bot.post(chat, typing(number, text, streamId=name))).status_code == 202
    assert [(message.said, message.growing) for message in bot.teams.messages] == [("One and two", True)]
    bot.now[0] += 1.0
    last = {**said("All"), "entities": [{"type": "streaminfo", "streamType": "final", "streamId": name}]}
    assert (await bot.post(chat, last)).status_code == 202
    assert [(message.id, message.said, message.growing) for message in bot.teams.messages] == [(name, "All", False)]
    assert code(await bot.post(chat, last)) == (403, "ContentStreamNotAllowed")


async def test_a_stream_may_not_be_too_fast_shrink_nor_go_backwards(bot: Bot) -> None:
    chat = await _chat(bot)
    name = (await bot.post(chat, typing(1, "One"))).json()["id"]
    assert code(await bot.post(chat, typing(2, "One two", streamId=name))) == (429, "TooManyRequests")
    bot.now[0] += 1.0
    assert code(await bot.post(chat, typing(2, "Other", streamId=name))) == (403, "ContentStreamNotAllowed")
    assert code(await bot.post(chat, typing(1, "One two", streamId=name))) == (400, "BadArgument")
    assert code(await bot.post(chat, typing(2, "One two"))) == (400, "BadArgument")
    assert code(await bot.post(chat, typing(2, "One two", streamId="1"))) == (404, "ActivityNotFoundInConversation")
    bot.now[0] += 120.0
    assert code(await bot.post(chat, typing(2, "One two", streamId=name))) == (403, "ContentStreamNotAllowed")


async def test_nothing_streams_in_a_channel(bot: Bot) -> None:
    assert code(await bot.post(CHANNEL, typing(1, "One"))) == (403, "ContentStreamNotAllowed")
    assert bot.teams.messages == []


STANDING = {name: int(fault.after or bool(fault.slow)) for name, fault in KINDS.items()}


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"hang-before", "hang-after"}))
async def test_each_fault_does_what_it_says_once(bot: Bot, name: str) -> None:
    fault = KINDS[name]
    bot.teams.plan("send", fault)
    if fault.drop:
        with pytest.raises(httpx.RemoteProtocolError):
            await bot.post(CHANNEL, said())
    else:
        answer = await bot.post(CHANNEL, said())
        assert answer.status_code == (201 if fault.slow else fault.status)
        assert answer.headers.get("Retry-After") == fault.headers.get("Retry-After")
        assert (b'"id"' in answer.content) == bool(fault.slow)
    assert len(bot.teams.messages) == STANDING[name]
    assert bot.teams.called("send")[0].fault == name
    assert (await bot.post(CHANNEL, said())).status_code == 201


@pytest.mark.parametrize("name", ["hang-before", "hang-after"])
async def test_a_call_that_hangs_says_so_and_is_never_answered(bot: Bot, name: str) -> None:
    bot.teams.plan("send", KINDS[name])
    calling = asyncio.create_task(bot.post(CHANNEL, said()))
    await bot.teams.hung.wait()
    assert not calling.done()
    assert len(bot.teams.messages) == STANDING[name]
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)


async def test_faults_come_by_conversation_too(bot: Bot) -> None:
    bot.teams.script.posts[CHANNEL] = deque(["", "gone"])
    assert (await bot.post(GENERAL, said())).status_code == 201
    assert (await bot.post(CHANNEL, said())).status_code == 201
    assert code(await bot.post(CHANNEL, said())) == (404, "ConversationNotFound")


async def test_keys_and_metadata_are_there_and_can_fail(bot: Bot) -> None:
    metadata = (await bot.http.get(bot.teams.openid_url)).json()
    assert metadata["issuer"] == ISSUER
    (key,) = (await bot.http.get(metadata["jwks_uri"])).json()["keys"]
    assert key["endorsements"] == ["msteams", "webchat"]
    token = bot.teams.token()
    claims = jwt.decode(token, jwt.PyJWK(key).key, algorithms=["RS256"], audience=APP_ID, issuer=ISSUER)
    assert claims["serviceurl"] == bot.teams.url
    assert "serviceurl" not in jwt.decode(bot.teams.token(serviceurl=None), options={"verify_signature": False})
    bot.teams.plan("keys", Fault(status=503))
    assert (await bot.http.get(metadata["jwks_uri"])).status_code == 503


async def test_the_record_tells_what_came_and_what_it_got(bot: Bot) -> None:
    await bot.post(CHANNEL, said("first"))
    bot.teams.plan("send", limited(5))
    bot.now[0] = 3.0
    await bot.post(CHANNEL, said("second"))
    told = [(call.at, call.body["text"], call.status, call.fault) for call in bot.teams.called("send")]
    assert told == [(0.0, "first", 201, ""), (3.0, "second", 429, "planned")]
