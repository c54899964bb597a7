"""The zone of a person is that of the client they spoke from: a roster tells none, and briefs are due by it."""

import pytest

from bot.chat.teams.handlers_places import Known
from bot.chat.teams.handlers_read import zone_of
from bot.domain.conversation import Conversation
from support.teamswire import ANNA, CHAT, TENANT, mention, personal


class Kept:
    """Places in memory, and how often something was written."""

    def __init__(self) -> None:
        self.rows: dict[str, Conversation] = {}
        self.writes = 0

    async def conversation(self, conversation_id: str, /) -> Conversation | None:
        return self.rows.get(conversation_id)

    async def with_user(self, _tenant: str, user: str, /) -> Conversation | None:
        return next((one for one in self.rows.values() if one.user == user), None)

    async def save(self, conversation: Conversation, /) -> None:
        self.writes += 1
        self.rows[conversation.id] = conversation

    async def team(self, _tenant: str, _team_id: str, /) -> tuple[Conversation, ...]:
        return ()


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        (personal("list"), "Europe/London"),
        ({**personal("list"), "localTimezone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({**personal("list"), "localTimezone": "Middle/Earth"}, ""),
        ({**personal("list"), "localTimezone": "../../etc/passwd"}, ""),
        ({**personal("list"), "entities": None}, ""),
        ({**personal("list"), "localTimezone": 7, "entities": [{"type": "clientInfo", "timezone": ["x"]}]}, ""),
    ],
)
def test_a_client_tells_its_zone_or_nothing_that_counts(said: dict[str, object], zone: str) -> None:
    assert zone_of(said) == zone


async def test_who_moves_has_another_zone_also_by_what_they_say_in_a_channel() -> None:
    places = Kept()
    known = Known(places)
    await known.seen(personal("list"))
    assert places.rows[CHAT].zone == "Europe/London"
    written = places.writes
    await known.seen(personal("list"))
    assert places.writes == written
    await known.seen({**mention("list", user=ANNA), "localTimezone": "Asia/Tokyo"})
    chat = await places.with_user(TENANT, ANNA)
    assert chat is not None
    assert chat.zone == "Asia/Tokyo"


async def test_what_tells_no_zone_leaves_the_one_that_is_known() -> None:
    places = Kept()
    known = Known(places)
    await known.seen(personal("list"))
    await known.seen({**personal("list"), "entities": []})
    assert places.rows[CHAT].zone == "Europe/London"
