"""Who asks about an item that was mended gets it as it is now."""

from pathlib import Path

import pytest

from bot.chat.heard import Action
from bot.domain.brief import Mended
from bot.domain.desk import Correction, CorrectionKind, Mend
from bot.domain.ids import StoryId
from bot.domain.vocabulary import Stage
from support.deskroom import ANN, BOB, HALL, desk_room
from support.values import DAY, NOW, make_brief, make_item, make_key, make_subscription


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_a_copy_is_of_what_stands(tmp_path: Path, withdrawn: bool) -> None:
    async with desk_room(tmp_path) as room:
        made = make_subscription("desk", platform="slack", channel=HALL, workspace="T0001", owners=(ANN,))
        await room.store.add_subscription(made)
        brief = make_brief(make_key("desk"), channel=HALL, workspace="T0001", platform="slack")
        await room.store.save_brief(brief)
        mended = Mended(item=make_item(stage=Stage.MOU), note="wrong", at=NOW + DAY, withdrawn=withdrawn)
        correction = Correction(
            id="c1",
            at=NOW + DAY,
            kind=CorrectionKind.CORRECTED,
            platform="slack",
            workspace="T0001",
            channel=HALL,
            story_id=StoryId("story-k2"),
            headline="Second contract",
            detail="wrong",
            done=True,
            mends=(Mend(brief=brief.key, mended=mended),),
        )
        await room.store.settle_doubts([], [correction])
        copied = await room.press(Action.COPY, f"{brief.key}|story-k2", BOB)
        assert ("Withdrawn: " in copied) == withdrawn
        assert ("memorandum" in copied) != withdrawn or withdrawn
        await room.press(Action.FOLLOW, f"{brief.key}|story-k2", BOB)
        (follow,) = await room.store.follows_by("slack", "T0001", BOB)
        assert follow.revision == 1
