"""A loop whose time is its own: waits cost nothing, and what must come first still does."""

import asyncio
import time

import httpx
import pytest

from support.botconnector import Fault, bot_connector
from support.virtualloop import run_virtually


def test_an_hour_passes_at_once_and_in_order() -> None:
    async def work() -> tuple[list[int], float]:
        seen: list[int] = []

        async def wait(seconds: int) -> None:
            await asyncio.sleep(seconds)
            seen.append(seconds)

        await asyncio.gather(*(wait(seconds) for seconds in (3600, 1, 60)))
        return seen, asyncio.get_running_loop().time()

    started = time.monotonic()
    assert run_virtually(work()) == ([1, 60, 3600], 3600.0)
    assert time.monotonic() - started < 60


def test_an_answer_comes_before_its_time_out_and_a_time_out_comes_at_its_second() -> None:
    async def work() -> tuple[int, float]:
        loop = asyncio.get_running_loop()
        async with bot_connector(clock=loop.time) as teams, httpx.AsyncClient(timeout=0.001, trust_env=False) as http:
            status = (await http.get(teams.openid_url)).status_code
            teams.plan("openid", Fault(hang=True))
            with pytest.raises(httpx.ReadTimeout):
                await http.get(teams.openid_url, timeout=20.0)
            return status, round(loop.time(), 3)

    assert run_virtually(work()) == (200, 20.0)
