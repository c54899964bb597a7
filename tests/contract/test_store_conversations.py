"""Conversations in both databases: the newest word counts, people are found, a workspace can be forgotten."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.delivery import MessageRef
from bot.domain.ids import StoryId
from bot.store import Store
from support.values import DAY, NOW, make_delivery_key

CHANNEL = Conversation(
    platform="teams",
    id="19:desk@thread.tacv2",
    kind=ConversationKind.CHANNEL,
    workspace="tenant-1",
    service_url="https://smba.example/emea/",
    at=NOW,
    team="19:team@thread.tacv2",
    group="group-1",
    name="Desk",
)
PERSONAL = replace(CHANNEL, id="a:1", kind=ConversationKind.PERSONAL, team="", group="", user="29:ann", name="")


async def test_the_newest_word_counts(store: Store) -> None:
    await store.save_conversation(CHANNEL)
    moved = replace(CHANNEL, service_url="https://smba.example/amer/", at=NOW + DAY, usable=False)
    await store.save_conversation(moved)
    assert await store.conversation("teams", CHANNEL.id) == moved
    assert await store.conversation("slack", CHANNEL.id) is None


async def test_people_and_teams_are_found_in_their_tenant(store: Store) -> None:
    newer = replace(PERSONAL, id="a:2", at=NOW + DAY)
    for one in (CHANNEL, newer, PERSONAL):
        await store.save_conversation(one)
    assert await store.conversation_with("teams", "tenant-1", "29:ann") == newer
    assert await store.conversation_with("teams", "tenant-2", "29:ann") is None
    assert await store.conversations("teams", team=CHANNEL.team) == (CHANNEL,)
    assert await store.conversations("teams", workspace="tenant-1") == (CHANNEL, PERSONAL, newer)


async def test_conversations_go_with_what_is_stored_of_their_tenant(store: Store) -> None:
    elsewhere = replace(CHANNEL, id="19:other@thread.tacv2", workspace="tenant-2")
    for one in (CHANNEL, PERSONAL, elsewhere):
        await store.save_conversation(one)
        assert await store.first_time(f"teams:{one.id}:1700000000001", NOW)
    assert await store.delete_workspace("teams", "tenant-1") == 4
    assert await store.conversations("teams") == (elsewhere,)
    assert await store.first_time(f"teams:{CHANNEL.id}:1700000000001", NOW)
    assert not await store.first_time(f"teams:{elsewhere.id}:1700000000001", NOW)
    assert await store.delete_workspace("slack", "tenant-2") == 0


async def test_the_chat_with_a_person_goes_with_what_is_stored_of_them(store: Store) -> None:
    bob = replace(PERSONAL, id="a:3", user="29:bob")
    for one in (CHANNEL, PERSONAL, bob):
        await store.save_conversation(one)
    assert await store.delete_person("teams", "tenant-1", "29:ann") == 1
    assert await store.conversations("teams") == (CHANNEL, bob)


async def test_a_message_is_found_by_where_it_stands(store: Store) -> None:
    key, lease = make_delivery_key(part="story-1"), timedelta(minutes=1)
    claim = await store.claim(
        key, channel=CHANNEL.id, owner="n", now=NOW, lease=lease, story_id=StoryId("story-1"), revision=1
    )
    assert await store.delivery_at(CHANNEL.id, "1700000000001") is None
    sent = claim.delivery.sent(MessageRef(channel=CHANNEL.id, message_id="1700000000001"), NOW)
    await store.mark(sent)
    assert await store.delivery_at(CHANNEL.id, "1700000000001") == sent
    assert await store.delivery_at(PERSONAL.id, "1700000000001") is None
