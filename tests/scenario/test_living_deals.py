"""A deal over weeks: where a channel first met it, there it goes on, and the next root points there."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.chat.slack.render import SlackRenderer
from bot.domain.brief import ItemKind
from bot.domain.story import Story
from bot.domain.vocabulary import Stage
from bot.settings import shipped, shipped_table
from support.briefs import shipped_labels
from support.living import LinkedGateway, Living, link_of, living
from support.values import DAY, HOUR, make_key, make_subscription

MOU = (
    "mou",
    "Portugal and Brazil sign memorandum of understanding on KC-390 transports",
    "Portugal and Embraer of Brazil have signed a memorandum of understanding on KC-390 transports.",
)
CONTRACT = (
    "contract",
    "Lisbon orders six aircraft: Portugal signs KC-390 contract with Brazil's Embraer",
    "Portugal has signed a contract with Embraer of Brazil for six KC-390 transports worth €1.2 billion.",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))


def seen(body: Mapping[str, Any]) -> str:
    """Return all that a message shows, as one text."""
    return json.dumps(body, ensure_ascii=False)


async def day_one(here: Living, lexicon: Lexicon) -> Story:
    """Tell the channel of the MoU."""
    story = await here.hear(lexicon, *MOU)
    here.now += HOUR
    assert await here.brief("one") == {"root": "sent", story.id: "sent"}
    return story


async def day_twenty(here: Living, lexicon: Lexicon) -> Story:
    """Let the contract come, another event of the same deal."""
    here.now += 19 * DAY
    return await here.hear(lexicon, *CONTRACT)


async def test_the_contract_is_told_in_the_thread_of_the_mou_and_named_by_the_next_root(
    tmp_path: Path, lexicon: Lexicon
) -> None:
    async with living(tmp_path, renderer=SlackRenderer(shipped_labels())) as (here, gateway):
        await here.subscribe(make_subscription(timezone="UTC"))
        before = await day_one(here, lexicon)
        after = await day_twenty(here, lexicon)
        assert (before.id != after.id, after.deal_id) == (True, (await here.store.stories([before.id]))[0].deal_id)
        here.now += HOUR
        assert await here.brief("two") == {"root": "sent", after.id: "sent"}
        first, _, root, reply = gateway.messages("C-desk")
        assert (root.thread, reply.thread, reply.broadcast) == (None, first.id, False)
        shown = seen(gateway.bodies[reply.id])
        assert "memorandum → contract, €1.2 billion, 12 Dec" in shown
        told = seen(gateway.bodies[root.id])
        assert told.index("CHANGED") < told.index(link_of(first.id)), "the root points there and does not tell it again"
        brief = await here.store.brief(make_key(date=here.now.date().isoformat(), slot="two"))
        assert brief is not None
        ((item),) = brief.items
        assert (item.kind, item.previous_stage, item.stage, item.met_in) == (
            ItemKind.CHANGED,
            Stage.MOU,
            Stage.CONTRACT,
            before.id,
        )
        here.now += DAY
        assert await here.brief("three") == {"root": "sent"}


async def test_where_it_is_wished_the_reply_is_shown_in_the_channel_too(tmp_path: Path, lexicon: Lexicon) -> None:
    async with living(tmp_path, renderer=SlackRenderer(shipped_labels())) as (here, gateway):
        await here.subscribe(make_subscription(timezone="UTC", broadcast=True))
        await day_one(here, lexicon)
        await day_twenty(here, lexicon)
        await here.brief("two")
        assert [message.broadcast for message in gateway.messages("C-desk")] == [False, False, False, True]


async def test_where_the_old_root_is_gone_a_new_one_opens_with_a_history(tmp_path: Path, lexicon: Lexicon) -> None:
    async with living(tmp_path) as (here, gateway):
        await here.subscribe(make_subscription(timezone="UTC"))
        await day_one(here, lexicon)
        gateway.deleted.append(gateway.messages("C-desk")[0].id)
        after = await day_twenty(here, lexicon)
        here.now += HOUR
        assert await here.brief("two") == {"root": "sent", after.id: "sent"}
        *_, opened, reply = gateway.messages("C-desk")
        assert opened.thread is None
        assert "before: mou" in opened.text
        assert reply.thread == opened.id
        told = await here.store.told("C-desk")
        assert told[after.id].thread is not None


async def test_an_alert_in_between_tells_it_and_the_brief_does_not_again(tmp_path: Path, lexicon: Lexicon) -> None:
    async with living(tmp_path) as (here, gateway):
        await here.subscribe(make_subscription(timezone="UTC", alerts=True))
        await day_one(here, lexicon)
        after = await day_twenty(here, lexicon)
        slot = f"alert-{after.id}-1"
        assert await here.react() == {slot: {"root": "sent", after.id: "sent"}}
        here.now += HOUR
        assert await here.brief("two") == {"root": "sent"}
        assert [message.thread for message in threads(gateway)] == ["m1", "m1"]


async def test_a_follower_of_the_mou_hears_of_the_contract_once(tmp_path: Path, lexicon: Lexicon) -> None:
    async with living(tmp_path) as (here, gateway):
        await here.subscribe(make_subscription(timezone="UTC"))
        before = await day_one(here, lexicon)
        await here.follow("U1", before.id)
        after = await day_twenty(here, lexicon)
        assert await here.react() == {f"f-{after.id}-1": {"root": "sent", after.id: "sent"}}
        here.now += HOUR
        await here.brief("two")
        assert await here.react() == {}
        root, reply = gateway.messages("D-U1")
        assert reply.thread == root.id
        assert "memorandum → contract" in root.text


def threads(gateway: LinkedGateway) -> list[Any]:
    return [message for message in gateway.messages("C-desk") if message.thread]
