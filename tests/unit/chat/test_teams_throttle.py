"""A tenant's requests keep to the app's rate, whatever they are for; time is the loop's own."""

import asyncio

from bot.chat.platform import Payload
from bot.chat.teams.directory import TeamsDirectory
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.holds import Holds
from bot.chat.teams.throttle import Throttle
from bot.chat.windows import Window
from bot.domain.delivery import MessageRef
from support.botconnector import bot_connector
from support.botconnector_places import known
from support.botconnector_world import APP_ID, TEAM, TENANT
from support.teamsline import clients_of
from support.virtualloop import run_virtually

CHANNELS = tuple(f"19:channel-{number}@thread.tacv2" for number in range(60))


def test_posts_changes_whispers_and_rosters_together_stay_below_a_tenants_limit() -> None:
    async def work() -> None:
        loop = asyncio.get_running_loop()
        async with bot_connector(clock=loop.time) as teams, clients_of(teams, monotonic=loop.time) as clients:
            people = [f"29:person-{number}" for number in range(60)]
            for channel, user in zip(CHANNELS, people, strict=True):
                teams.world.add_channel(channel, name=channel)
                teams.world.add_person(user, user)
                teams.world.teams[TEAM]["people"].append(user)
            stands = [teams.world.post(channel, "", {"type": "message", "text": "old"}, at=0.0) for channel in CHANNELS]
            places = known(teams)
            gateway = TeamsGateway(clients, places, app_id=APP_ID, holds=Holds(monotonic=loop.time))
            directory = TeamsDirectory(clients, places, tenant=TENANT, monotonic=loop.time)
            new = Payload(text="new", body={})
            await asyncio.gather(
                *(gateway.post(channel, new) for channel in CHANNELS),
                *(gateway.edit(MessageRef(channel=one.conversation, message_id=one.id), new) for one in stands),
                *(gateway.tell(channel, user, new) for channel, user in zip(CHANNELS, people, strict=True)),
                *(directory.is_member(channel, user) for channel, user in zip(CHANNELS, people, strict=True)),
            )
            assert teams.overruns == []
            assert {one.said for one in teams.messages} == {"new"}
            assert len(teams.messages) == 3 * len(CHANNELS)
            assert loop.time() < 15.0, "and all of the limit is used"

    run_virtually(work())


def test_one_tenant_does_not_wait_for_another_and_each_is_served_in_order() -> None:
    async def work() -> None:
        throttle, order = Throttle((Window(1, 1.0),)), list[str]()

        async def ask(tenant: str, name: str) -> None:
            async with throttle.room(tenant):
                order.append(f"{name} at {asyncio.get_running_loop().time():g}")

        await asyncio.gather(*(ask("t1", f"a{number}") for number in range(3)), ask("t2", "b"), ask("T2", "c"))
        assert order == ["a0 at 0", "b at 0", "a1 at 1", "c at 1", "a2 at 2"]

    run_virtually(work())


def test_who_stops_waiting_or_fails_leaves_no_place_taken() -> None:
    async def work() -> None:
        throttle = Throttle((Window(1, 1.0),))
        async with throttle.room("t"):
            waiting = asyncio.create_task(throttle.room("t").__aenter__())
            await asyncio.sleep(0.1)
            waiting.cancel()
        await asyncio.sleep(1.0)
        before = asyncio.get_running_loop().time()
        async with throttle.room("t"):
            assert asyncio.get_running_loop().time() == before

    run_virtually(work())
