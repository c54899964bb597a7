"""`entente ask` in every form, and a question in chat, with all sockets refused; told as JSON.

python -m support.askalone FOLDER

FOLDER holds an archive and takes what is written. `tried` is what anything here asked the network for.
"""

import asyncio
import contextlib
import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bot.chat.heard import Action
from bot.commands.asked import Wanted, print_answer
from bot.domain.vocabulary import Sector
from bot.settings import Settings
from support.deskroom import desk_room
from support.values import make_parties

_REFUSED = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}
)
NOW = date(2026, 11, 23)


def refusing() -> list[str]:
    """Refuse every socket from now on, for good; return the list of what is tried."""
    tried: list[str] = []

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _REFUSED:
            tried.append(f"{event} {arguments!r}")
            raise OSError(f"refused here: {event}")

    sys.addaudithook(refuse)
    return tried


async def answers(folder: Path) -> dict[str, Any]:
    """Ask in every form; return how each ended and what it wrote."""
    settings = Settings(data_dir=folder)
    wanted = {
        "chat": Wanted(now=NOW, charts=folder / "pictures"),
        **{form: Wanted(now=NOW, form=form, out=folder / f"answer.{form}") for form in ("md", "csv", "json", "html")},
    }
    said, ended = io.StringIO(), {}
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        for name, how in wanted.items():
            ended[name] = await print_answer(settings, "Poland South Korea tanks", how)
    return {"ended": ended, "said": said.getvalue()}


async def chatting(folder: Path) -> dict[str, Any]:
    """Ask in chat, ask on, export; return how it ended and how much reached the chat service."""
    async with desk_room(folder) as room:
        await room.archive.learn("a", parties=make_parties("PK", "TR"), facts=(), sectors=(Sector.UAS,))
        asked = await room.ask("Pakistan Türkiye")
        ended = await room.answer()
        await room.press(Action.ASK, f"{asked}|ouas")
        ended += await room.answer()
        await room.press(Action.EXPORT, f"{asked}|html")
        return {"ended": ended, "messages": len(room.gateway.log.read()), "files": len(room.live.files)}


if __name__ == "__main__":
    attempts = refusing()
    place = Path(sys.argv[1])
    told = asyncio.run(answers(place))
    (place / "chat").mkdir()
    told["chat"] = asyncio.run(chatting(place / "chat"))
    written = sorted(path.name for path in (*place.glob("answer.*"), *place.glob("pictures/*")))
    print(json.dumps({**told, "tried": attempts, "written": written}))
