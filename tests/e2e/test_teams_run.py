"""`entente run` with Teams' settings alone, as an operator starts it: healthy, answering in the thread, ended well."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from support.botconnector import bot_connector
from support.botconnector_world import SECRET
from support.teamsrun import SECONDS, environment_at, started, until
from support.teamswire import CHANNEL, installed, mention


async def test_it_starts_answers_in_the_thread_and_ends_on_a_signal(tmp_path: Path) -> None:
    async with bot_connector() as teams:
        async with started(environment_at(teams, tmp_path), tmp_path) as bot:
            await bot.heard()
            early = mention("privacy")
            assert (await teams.send(bot.endpoint, early)).status == 200
            await bot.well()
            assert (await teams.send(bot.endpoint, installed())).status == 200
            asked = mention("Pakistan Türkiye drones since May")
            assert (await teams.send(bot.endpoint, asked)).status == 200
            answers = await until(lambda: [one for one in teams.messages if one.root == asked["id"]])
            await until(lambda: [one for one in teams.messages if "What Entente stores" in str(one.activity)])
            assert await bot.status("/.env") == 404
            assert await bot.ended() == 0
        told = (tmp_path / "log.txt").read_text(errors="replace")
        assert {one.conversation for one in answers} == {CHANNEL}
        assert teams.refused == []
        assert SECRET not in told
        assert "drones" not in told
        assert "eyJ" not in told
        assert "Traceback" not in told


async def test_doctor_sees_it_alive_and_says_which_chats_it_connects(tmp_path: Path) -> None:
    async with bot_connector() as teams:
        environment = environment_at(teams, tmp_path)
        async with started(environment, tmp_path) as bot:
            await bot.well()
            await until((tmp_path / "var" / "heartbeat").exists)
            alive = await run(environment, "doctor", "--alive")
            looked = await run(environment, "doctor")
            bot.process.send_signal(signal.SIGINT)
            async with asyncio.timeout(SECONDS):
                assert await bot.process.wait() == 0
    assert alive[0] == 0
    assert "ok    chat: Teams (public) at 127.0.0.1:" in looked[1]


async def test_what_is_half_set_or_refused_ends_the_start_with_one_line(tmp_path: Path) -> None:
    async with bot_connector() as teams:
        environment = environment_at(teams, tmp_path)
        half = await run({**environment, "TEAMS_APP_SECRET": ""}, "run")
        anybody = await run({**environment, "TEAMS_TENANT_ID": "common"}, "run")
    assert (half[0], half[2].count("\n")) == (2, 1)
    assert "teams_app_secret: is not set, though Teams is" in half[2]
    assert (anybody[0], anybody[2].count("\n")) == (2, 1)
    assert "teams_tenant_id: 'common' stands for any tenant" in anybody[2]


async def run(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Run a command to its end; return its status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(SECONDS):
        printed, errors = await process.communicate()
    return process.returncode or 0, printed.decode(), errors.decode()
