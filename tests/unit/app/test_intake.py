"""What is answered at once to who asked in chat."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from bot.app.intake import SlackDesk
from bot.app.notices import Notices
from bot.app.reading import labels_of
from bot.chat.commands import SourcesCommand
from bot.chat.heard import Heard
from bot.chat.platform import Payload
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.render import SlackRenderer
from bot.domain.source import FetchState
from bot.engine import Engine
from support.telling import desk
from support.values import HOUR, NOW, make_source


@dataclass
class Whispers:
    """A gateway that keeps what was shown to whom."""

    told: list[tuple[str, str, Payload]] = field(default_factory=list)

    async def tell(self, channel: str, user: str, payload: Payload, **_: Any) -> None:
        """Keep it."""
        self.told.append((channel, user, payload))


async def test_how_the_sources_stand_is_shown_to_the_one_who_asked(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        wire, late, off = make_source("wire"), make_source("late", name="<Late>"), make_source("off", enabled=False)
        await room.store.upsert_sources([wire, late, off])
        for source, error in ((wire, None), (late, "timeout: 30 s")):
            state = FetchState(
                source_id=source.id,
                failures=int(error is not None),
                last_error=error,
                last_success_at=NOW - HOUR,
                next_poll_at=NOW + HOUR,
            )
            await room.store.save_reading(
                source.id, source, state=state, entries=(), drops=(), answered=error is None, seen=0, at=NOW
            )
        whispers = Whispers()
        slack = SlackDesk(
            parts=replace(room.tell.parts, clock=lambda: NOW),
            engine=cast("Engine", None),
            gateway=cast("SlackGateway", whispers),
            renderer=SlackRenderer(labels_of()),
            notices=Notices(),
        )
        await slack.command(Heard(event_id="1", workspace="T", channel="C1", user="U1"), SourcesCommand())
    ((channel, user, payload),) = whispers.told
    assert (channel, user) == ("C1", "U1")
    assert payload.text.startswith(
        "1 of 2 sources answered when last asked; 1 off.\nFailing: &lt;Late&gt; (late), since"
    )
    assert "timeout: 30 s" in payload.text
