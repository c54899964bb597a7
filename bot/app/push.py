"""The push desk: asks hubs, listens to them, and stores what they push. Only run where a public address is set."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.app.pusharrivals import Arrivals
from bot.app.pushweb import Listener, WebLimits
from bot.domain.moments import Clock, system_clock
from bot.domain.push import Push
from bot.domain.source import Source
from bot.errors import FetchError
from bot.ingest.websub import asking, form, is_trusted, refused
from bot.ingest.websub_plan import plan
from bot.ingest.workers import Workers
from bot.listening import Listening
from bot.log import get_logger
from bot.settings import Settings
from bot.store import Store

RENEW_MINUTES = 15
"""How often `renew` is to be called; the shortest lease that is taken allows for it."""
_DRAIN_SECONDS = 10.0
_ASKED_AT_ONCE = 8
log = get_logger("push")


class Submits(Protocol):
    """The part of the safe client that asks hubs."""

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        """Post a form and return the status of the answer; raise FetchError where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushRules:
    """`callback` is the public address, `listen` host and port of the listener.

    `plain_hubs` are hosts and ports opened by hand, which may be asked without TLS; `first_poll` how far content may
    lie behind the source's last answer.
    """

    callback: str
    listen: str = "127.0.0.1:8787"
    plain_hubs: frozenset[tuple[str, int]] = frozenset()
    first_poll: timedelta = timedelta(hours=48)
    web: WebLimits | None = None


def push_rules(settings: Settings, *, allow: frozenset[tuple[str, int]] = frozenset()) -> PushRules | None:
    """Return the rules in the settings, None where no public address is set and nothing is to listen."""
    if settings.websub_callback_url is None:
        return None
    return PushRules(
        callback=settings.websub_callback_url,
        listen=settings.websub_listen,
        plain_hubs=allow,
        first_poll=timedelta(hours=settings.first_poll_hours),
    )


class PushDesk:
    """Keeps the pushes of `sources` going. Start it on the loop of store and client; stop it before they close."""

    def __init__(
        self,
        rules: PushRules,
        *,
        store: Store,
        client: Submits,
        workers: Workers,
        sources: Sequence[Source],
        clock: Clock = system_clock,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take the parts; `sources` are the rows of the configuration, `chance` gives numbers from 0 to 1."""
        self._rules, self._store, self._client = rules, store, client
        self._sources, self._clock, self._chance = tuple(sources), clock, chance
        self._arrivals = Arrivals(store, workers, clock=clock, first_poll=rules.first_poll)
        self._listener = Listener(store, self._arrivals, clock=clock, chance=chance, limits=rules.web)
        self._server = Listening(rules.listen, self._listener.answer, setting="websub_listen")
        self._renewing = asyncio.Lock()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that are listened on, once started."""
        return self._server.address

    async def start(self) -> None:
        """Listen. What hubs pushed while nobody did is polled for at the next tick. Raise ConfigError."""
        await self._server.start()
        self._arrivals.start()
        pushes = await self._store.pushes()
        for push in pushes:
            self._listener.expect(push.token)
        pushed = [push.source_id for push in pushes if is_trusted(push)]
        await self._store.poll_soon(pushed, self._clock())
        log.info("listening", pushed=len(pushed))

    async def stop(self) -> None:
        """Stop listening, and read what was acknowledged."""
        if await self._server.stop():
            await self._arrivals.finish(_DRAIN_SECONDS)

    async def renew(self, now: datetime) -> int:
        """Ask the hubs for what is due, leave those no longer wanted; return how many requests were taken.

        A refusal costs that source's push alone: it is polled as before. Raise StorageError.
        """
        if self._renewing.locked():
            return 0
        async with self._renewing:
            store = self._store
            found = plan(
                self._sources,
                await store.fetch_states(),
                await store.pushes(),
                now=now,
                plain=self._rules.plain_hubs,
            )
            await store.mark_pushed(found.unpushed, None)
            for source_id in found.forget:
                await store.forget_push(source_id)
            gate = asyncio.Semaphore(_ASKED_AT_ONCE)
            asked = [asking(push, now, self._chance()) for push in found.ask]
            done = await asyncio.gather(*(self._ask(push, gate) for push in (*asked, *found.leave)))
            return sum(done[: len(asked)])

    async def _ask(self, push: Push, gate: asyncio.Semaphore) -> bool:
        """Store what is asked, then ask; return whether the hub took the request."""
        async with gate:
            await self._store.save_push(push)
            self._listener.expect(push.token)
            try:
                status = await self._client.submit(push.hub, form(push, callback=self._rules.callback))
                taken = 200 <= status < 300
                problem = f"the hub answered {status}"
            except FetchError as error:
                taken, problem = False, error.problem
            if not taken:
                log.warning("hub refused", source=push.source_id, asked=push.state, problem=problem)
                await self._refused(push)
            return taken

    async def _refused(self, push: Push) -> None:
        """Note the refusal, unless the hub said something else meanwhile."""
        if await self._store.push_of(push.source_id) == push:
            await self._store.save_push(refused(push))


async def unpush(store: Store) -> int:
    """Have sources polled at their own pace again where nobody listens any more; return how many were pushed."""
    pushed = [name for name, state in (await store.fetch_states()).items() if state.pushed_until is not None]
    await store.mark_pushed(pushed, None)
    return len(pushed)
