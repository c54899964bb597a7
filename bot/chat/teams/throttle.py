"""What all that is asked of a tenant shares: messages, changes and rosters count alike for the app's rate."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.chat.windows import TEAMS_RATES, Counted, Window


def loop_time() -> float:
    """Return the seconds of the loop that runs."""
    return asyncio.get_running_loop().time()


@dataclass(slots=True)
class _Tenant:
    counted: Counted
    line: asyncio.Lock = field(default_factory=asyncio.Lock)


class Throttle:
    """Lets requests go, per tenant in the order they came, never more than its windows hold."""

    def __init__(
        self,
        windows: tuple[Window, ...] = TEAMS_RATES.workspace,
        *,
        monotonic: Callable[[], float] = loop_time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keep the windows; a tenant is known from its first request on."""
        self._windows, self._monotonic, self._sleep = windows, monotonic, sleep
        self._tenants: dict[str, _Tenant] = {}

    @asynccontextmanager
    async def room(self, tenant: str) -> AsyncIterator[None]:
        """Wait for room, then ask in this block; the wait is over before anything is sent."""
        own = self._tenants.setdefault(tenant.lower(), _Tenant(Counted(self._windows)))
        async with own.line:
            while (wait := own.counted.wait(self._monotonic())) > 0:
                await self._sleep(wait)
            own.counted.take()
        try:
            yield
        finally:
            own.counted.answered(self._monotonic())
