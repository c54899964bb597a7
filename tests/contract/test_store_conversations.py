"""Conversations in both databases: the newest word counts, people are found, a workspace can be forgotten."""

from dataclasses import replace

from bot.domain.conversation import Conversation, ConversationKind
from bot.store import Store
from support.values import DAY, NOW

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


async def test_people_and_teams_are_found_and_forgotten_with_their_tenant(store: Store) -> None:
    newer = replace(PERSONAL, id="a:2", at=NOW + DAY)
    for one in (CHANNEL, newer, PERSONAL):
        await store.save_conversation(one)
    assert await store.conversation_with("teams", "tenant-1", "29:ann") == newer
    assert await store.conversation_with("teams", "tenant-2", "29:ann") is None
    assert await store.conversations("teams", team=CHANNEL.team) == (CHANNEL,)
    assert await store.conversations("teams", workspace="tenant-1") == (CHANNEL, PERSONAL, newer)
    assert await store.forget_conversations("teams", "tenant-1") == 3
    assert await store.conversations("teams") == ()
