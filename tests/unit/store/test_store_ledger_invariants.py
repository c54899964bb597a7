"""Whatever nodes do to the ledger, in whatever order, nothing is told twice and what is out stays out."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import StoryId
from bot.store import Store, open_store
from support import values
from support.stores import copy_sqlite
from support.values import NOW

OWNERS = ("node-1", "node-2")
STORY = StoryId("story-k2")
KEYS = [values.make_delivery_key(STORY, brief=values.make_key(name)) for name in ("desk", "evening")]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "take_over", "send", "fail", "lose"]),
        st.sampled_from(KEYS),
        st.sampled_from(OWNERS),
        st.integers(1, 2),
    ),
    max_size=14,
)
OUT = {"send": DeliveryState.SENT, "fail": DeliveryState.FAILED, "lose": DeliveryState.UNKNOWN}


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_no_order_of_steps_tells_a_revision_twice(sqlite_template: Path, steps: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_walk(copy_sqlite(sqlite_template, Path(folder)), steps))


def test_a_message_given_up_that_is_out_after_all_is_known_and_the_other_brief_keeps_the_telling(
    sqlite_template: Path, tmp_path: Path
) -> None:
    desk, evening = KEYS
    steps = [("claim", evening), ("fail", evening), ("claim", desk), ("claim", evening), ("send", evening)]
    asyncio.run(
        _walk(
            copy_sqlite(sqlite_template, tmp_path),
            [
                (action, key, OWNERS[0], 2 if number == 3 else 1)  # type: ignore[misc]
                for number, (action, key) in enumerate(steps)
            ],
        )
    )


@pytest.mark.parametrize("end", ["send", "lose"])
def test_a_message_given_up_that_may_be_out_leaves_the_telling_to_the_brief_that_has_it(
    sqlite_template: Path, tmp_path: Path, end: str
) -> None:
    desk, evening = KEYS
    steps = [("claim", desk, 2), ("fail", desk, 2), ("claim", evening, 2), ("claim", desk, 1), (end, desk, 1)]
    walked = [(action, key, OWNERS[0], revision) for action, key, revision in steps]
    asyncio.run(_walk(copy_sqlite(sqlite_template, tmp_path), walked))  # type: ignore[arg-type]


async def _walk(url: str, steps: list[tuple[str, ...]]) -> None:
    store = await open_store(url, migrate=False)
    held: dict[str, Delivery] = {}
    sent: dict[str, Delivery] = {}
    for step in steps:
        await _step(store, held, step)
        rows = [row for row in [await store.delivery(key) for key in KEYS] if row is not None]
        kept = Counter((row.channel, row.revision) for row in rows if row.state is not DeliveryState.FAILED)
        assert max(kept.values(), default=0) <= 1
        now_sent = {str(row.key): row for row in rows if row.state is DeliveryState.SENT}
        assert sent.items() <= now_sent.items()
        sent = now_sent
    await store.close()


async def _step(store: Store, held: dict[str, Delivery], step: tuple[object, ...]) -> None:
    action, key, owner, revision = step
    assert isinstance(owner, str)
    assert isinstance(revision, int)
    row = held.get(owner)
    lease = timedelta(minutes=1)
    if action == "claim":
        claim = await store.claim(
            key,  # type: ignore[arg-type]
            channel="C-desk",
            owner=owner,
            now=NOW,
            lease=lease,
            story_id=STORY,
            revision=revision,
        )
        held[owner] = claim.delivery
    elif row is not None and action == "take_over":
        held[owner] = await store.take_over(row, owner=owner, now=NOW, lease=lease) or row
    elif row is not None:
        done = row.sent(values.make_message(), NOW) if action == "send" else replace(row, state=OUT[str(action)])
        await store.mark(done)
