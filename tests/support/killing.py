"""Kills a worker once enough is out, starts it again, until it ends by itself."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

_ATTEMPTS, _SECONDS = 8, 150.0


async def killed_at(
    counts: Sequence[int],
    *,
    arguments: Sequence[str],
    out: Callable[[], Awaitable[int]],
    tests: Path,
) -> list[int]:
    """Run the worker, killing it (SIGKILL) when `out()` reaches each of `counts`; return what was out at each kill."""
    kills: list[int] = []
    left = list(counts)
    for _ in range(_ATTEMPTS):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "support.demoworker", *arguments),
            env={**os.environ, "PYTHONPATH": f"{tests.parent}:{tests}"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(_SECONDS):
            seen = await _reaches(left[0], process=process, out=out) if left else None
            if seen is not None:
                process.kill()
                kills.append(seen)
                left.pop(0)
            _, errors = await process.communicate()
        if seen is None:
            assert process.returncode == 0, errors.decode()[-4000:]
            return kills
    raise AssertionError(f"the worker did not end within {_ATTEMPTS} attempts")


async def _reaches(count: int, *, process: asyncio.subprocess.Process, out: Callable[[], Awaitable[int]]) -> int | None:
    while process.returncode is None:
        seen = await out()
        if seen >= count:
            return seen
        await asyncio.sleep(0.002)
    return None
