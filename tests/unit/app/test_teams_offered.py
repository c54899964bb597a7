"""A form offers the channels a person is in, also where the bot is in many more."""

from dataclasses import replace
from datetime import timedelta

from bot.app.teams_offered import ASKED, MOST, offered
from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.people import Place
from support.deskroom import ANN, FakeDirectory
from support.values import NOW


def channel(number: int) -> Conversation:
    """Return a channel; those of a higher number were heard of later."""
    return Conversation(
        platform="teams",
        id=f"19:{number:03}@thread.tacv2",
        kind=ConversationKind.CHANNEL,
        workspace="t",
        service_url="",
        at=NOW + timedelta(days=number),
        name=f"Room {number:03}",
    )


async def test_who_is_in_a_few_of_many_channels_may_choose_from_those() -> None:
    directory, places = FakeDirectory(), [channel(number) for number in range(ASKED)]
    chat = replace(places[7], id="a:1", kind=ConversationKind.PERSONAL)
    gone = replace(places[8], id="19:gone@thread.tacv2", usable=False)
    mine = [places[90], places[40], places[3]]
    directory.members = {one.id: {ANN} for one in (*mine, chat, gone)}
    directory.places[places[3].id] = Place(id=places[3].id, name="attic")
    found = await offered([*places, chat, gone], directory, ANN)
    assert found == ((places[3].id, "attic"), (places[40].id, "Room 040"), (places[90].id, "Room 090"))


async def test_no_more_are_offered_and_asked_about_than_a_form_can_wait_for() -> None:
    directory, places = FakeDirectory(), [channel(number) for number in range(3 * ASKED)]
    directory.members = {one.id: {ANN} for one in places}
    found = await offered(places, directory, ANN)
    assert [name for name, _ in found] == [one.id for one in places[-MOST:]], "those that were heard of last"
    directory.members = {one.id: {ANN} for one in places[: 2 * ASKED]}
    assert await offered(places, directory, ANN) == ()
