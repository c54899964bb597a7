"""An archive to be asked about."""

from bot.domain.vocabulary import Sector
from support.deskroom import DeskRoom
from support.values import DAY, NOW, make_parties

PAIR = make_parties("PK", "TR")


async def learnt(room: DeskRoom, *names: str) -> None:
    """Store stories of Pakistan and Türkiye, a month apart."""
    for number, name in enumerate(names):
        room.archive.now = NOW - (len(names) - number) * 30 * DAY
        await room.archive.learn(name, parties=PAIR, facts=(), sectors=(Sector.UAS,))
    room.archive.now = NOW
