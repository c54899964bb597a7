"""Steps that note what was asked of them, and refuse to run anywhere but on the loop that made them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class FakeSteps:
    """`answers` holds what a step returns or raises, by name, one per call; then its plain default.

    `pauses` is how long a step takes, in seconds, and under `clean-up` how long one takes to end when it is cut.
    """

    calls: list[tuple[str, ...]] = field(default_factory=list)
    answers: dict[str, deque[object]] = field(default_factory=dict)
    pauses: dict[str, float] = field(default_factory=dict)
    alive: int = 0
    most_alive: int = 0
    begun: dict[str, asyncio.Event] = field(default_factory=dict)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def script(self, name: str, *answers: object) -> None:
        """Answer the next calls of step `name` so; an exception is raised."""
        self.answers.setdefault(name, deque()).extend(answers)

    def names(self) -> list[str]:
        """The names of the steps run so far, in order."""
        return [call[0] for call in self.calls]

    async def started(self, name: str) -> None:
        """Return once step `name` has begun for the first time."""
        await self.begun.setdefault(name, asyncio.Event()).wait()

    async def _run(self, name: str, *args: str, default: object) -> object:
        assert asyncio.get_running_loop() is self.loop, "a step ran on a strange loop"
        self.calls.append((name, *args))
        self.begun.setdefault(name, asyncio.Event()).set()
        self.alive += 1
        self.most_alive = max(self.most_alive, self.alive)
        try:
            await asyncio.sleep(self.pauses.get(name, 0.0))
        except asyncio.CancelledError:
            await asyncio.sleep(self.pauses.get("clean-up", 0.0))
            raise
        finally:
            self.alive -= 1
        answers = self.answers.get(name)
        answer = answers.popleft() if answers else default
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _count(self, name: str, *args: str) -> int:
        answer = await self._run(name, *args, default=0)
        assert isinstance(answer, int)
        return answer

    async def poll(self, run_id: str, source_ids: Sequence[str]) -> int:
        return await self._count("poll", run_id, *source_ids)

    async def collect(self, run_id: str, source_ids: Sequence[str]) -> int:
        return await self._count("collect", run_id, *source_ids)

    async def analyse(self, run_id: str, limit: int) -> int:
        return await self._count("analyse", run_id)

    async def group(self, run_id: str) -> int:
        return await self._count("group", run_id)

    async def summarise(self, run_id: str, limit: int) -> int:
        return await self._count("summarise", run_id)

    async def react(self, run_id: str) -> list[list[str]]:
        answer = await self._run("react", run_id, default=[])
        assert isinstance(answer, list)
        return answer

    async def compose(self, subscription_id: str, local_date: str, slot: str, now: str) -> list[str]:
        answer = await self._run("compose", subscription_id, local_date, slot, now, default=["root", "story-k2"])
        assert isinstance(answer, list)
        return answer

    async def deliver(self, subscription_id: str, local_date: str, slot: str, part: str) -> str:
        return str(await self._run("deliver", subscription_id, part, default="sent"))

    async def answer(self, request_id: str) -> str:
        return str(await self._run("answer", request_id, default="answered"))

    async def retain(self, utc_date: str) -> int:
        return await self._count("retain", utc_date)
