"""What a directory makes of Slack's words, how long it believes them, and what it says where Slack says nothing."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.chat.kept import KEPT_SECONDS, UNKNOWN_SECONDS
from bot.chat.slack.directory import SlackDirectory, person_of, place_of
from bot.errors import ChannelUnavailable


class Client:
    """Answers from `told`, by method; what is not there is refused with `error`."""

    def __init__(self, error: str = "missing_scope", **told: Any) -> None:
        self.told, self.error, self.asked = told, error, list[str]()

    def __getattr__(self, name: str) -> Any:
        async def call(**arguments: Any) -> Any:
            self.asked.append(name)
            await asyncio.sleep(0)
            answer = self.told.get(name)
            if answer is None:
                raise SlackApiError("no", SimpleNamespace(data={"error": self.error}, status_code=200, headers={}))  # type: ignore[no-untyped-call]
            data = answer(arguments) if callable(answer) else answer
            return SimpleNamespace(data=data, get=data.get)

        return call


class Clock:
    """Moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def directory(client: Client, clock: Clock | None = None, **more: str) -> SlackDirectory:
    return SlackDirectory(client, monotonic=clock or Clock(), **{"team": "T1", **more})  # type: ignore[arg-type]


ANNA = {"id": "U1", "team_id": "T1", "real_name": "Anna", "tz": "Europe/Warsaw", "is_admin": True}


def test_a_person_is_read() -> None:
    found = person_of({**ANNA, "profile": {"display_name": "anna"}}, "U1", team="T1")
    assert (found.name, found.zone, found.admin, found.workspace) == ("anna", "Europe/Warsaw", True, "T1")
    assert person_of({**ANNA, "tz": "Mars/Olympus"}, "U1").zone is None
    assert person_of({**ANNA, "tz": "../../etc/passwd"}, "U1").zone is None
    assert person_of({**ANNA, "is_ultra_restricted": True}, "U1").guest
    assert person_of({**ANNA, "deleted": True}, "U1").deactivated


@pytest.mark.parametrize(
    ("user", "home"),
    [
        ({"team_id": "T2", "is_stranger": True}, "T2"),
        ({"team_id": "T1", "is_stranger": True}, "another"),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, "T1"),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2"]}}, "T2"),
    ],
)
def test_where_people_belong(user: dict[str, Any], home: str) -> None:
    assert person_of(user, "U1", team="T1").workspace == home


@pytest.mark.parametrize(
    ("channel", "shared"),
    [
        ({}, False),
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"pending_connected_team_ids": ["T5"]}, True),
        ({"is_shared": True}, True),
        ({"is_shared": True, "is_org_shared": True}, False),
        ({"is_shared": True, "is_org_shared": True, "enterprise_id": "E1"}, False),
        ({"is_shared": True, "is_org_shared": True, "enterprise_id": "E2"}, True),
        ({"is_im": True, "is_ext_shared": True}, True),
    ],
)
def test_which_channels_others_read(channel: dict[str, Any], shared: bool) -> None:
    assert place_of(channel, "C1", enterprise="E1").shared is shared


async def test_answers_are_believed_for_ten_minutes_and_asked_once_by_many() -> None:
    client, clock = Client(users_info={"user": ANNA}), Clock()
    known = directory(client, clock)
    assert len({person.name for person in await asyncio.gather(*(known.person("U1") for _ in range(9)))}) == 1
    clock.now = KEPT_SECONDS - 1
    await known.person("U1")
    assert client.asked == ["users_info"]
    clock.now = KEPT_SECONDS + 1
    await known.person("U1")
    assert client.asked == ["users_info"] * 2


@pytest.mark.parametrize("error", ["missing_scope", "user_not_found", "token_revoked", "fatal_error", "ratelimited"])
async def test_what_slack_does_not_say_is_not_known_and_asked_again_soon(error: str) -> None:
    client, clock = Client(error), Clock()
    known = directory(client, clock)
    for _ in range(2):
        assert not (await known.person("U1")).known
        assert not (await known.place("C1")).known
        assert await known.is_member("C1", "U1") is None
        assert await known.group("S1") == ()
    assert len(client.asked) == 4
    clock.now = UNKNOWN_SECONDS + 1
    client.told["users_info"] = {"user": ANNA}
    assert (await known.person("U1")).known


async def test_members_are_read_page_by_page_and_newcomers_soon() -> None:
    members = {"": (["U1", "U2"], "next"), "next": (["U3"], "")}

    def page(arguments: dict[str, Any]) -> dict[str, Any]:
        listed, cursor = members[arguments.get("cursor", "")]
        return {"members": listed, "response_metadata": {"next_cursor": cursor}}

    client, clock = Client(conversations_members=page), Clock()
    known = directory(client, clock)
    assert await known.is_member("C1", "U3")
    assert await known.is_member("C1", "U9") is False
    assert len(client.asked) == 2
    members["next"] = (["U3", "U9"], "")
    clock.now = UNKNOWN_SECONDS + 1
    assert await known.is_member("C1", "U9")


async def test_direct_messages_are_opened_once_or_said_to_be_shut() -> None:
    client = Client(conversations_open={"channel": {"id": "D1"}})
    known = directory(client)
    assert [await known.direct("U1") for _ in range(3)] == ["D1"] * 3
    assert client.asked == ["conversations_open"]
    for error in ("user_disabled", "missing_scope", "fatal_error"):
        with pytest.raises(ChannelUnavailable):
            await directory(Client(error)).direct("U1")


async def test_what_slack_asks_to_wait_for_is_waited_for() -> None:
    """In the rush of a morning a channel would else count as not known, and what is posted there as allowed."""
    refused = iter([True])

    def info(_: Any) -> dict[str, Any]:
        if next(refused, False):
            limited = {"data": {"error": "ratelimited"}, "status_code": 429, "headers": {"Retry-After": "1"}}
            raise SlackApiError("no", SimpleNamespace(**limited))  # type: ignore[no-untyped-call]
        return {"channel": {"id": "C1", "is_ext_shared": True}}

    client = Client(conversations_info=info)
    place = await directory(client).place("C1")
    assert (place.known, place.shared) == (True, True)
    assert client.asked == ["conversations_info"] * 2
