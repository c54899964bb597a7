"""Work over many sources side by side, each guarded: what fails for one costs no other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.domain.source import Source
from bot.errors import StorageError
from bot.log import get_logger

log = get_logger("gather")


async def each(sources: Sequence[Source], work: Callable[[Source], Awaitable[int]], *, at_once: int) -> int:
    """Return the sum of `work` over `sources`, `at_once` of them at a time. What fails for one is logged.

    A refusal of the database is raised once all have ended, so that the step is tried again.
    """
    gate = asyncio.Semaphore(at_once)

    async def one(source: Source) -> int:
        async with gate:
            try:
                return await work(source)
            except StorageError:
                raise
            except Exception:  # a bug that one source brings out must not silence the others
                log.exception("source failed unexpectedly", source=source.id)
                return 0

    done = await asyncio.gather(*(one(source) for source in sources), return_exceptions=True)
    total = 0
    for result in done:
        if isinstance(result, BaseException):
            raise result
        total += result
    return total
