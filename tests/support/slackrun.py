"""The command `entente run` beside local-slack: started, alive, told to stop; told as JSON. Run inside a namespace."""

import asyncio
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.chat.slack.standin import APP_TOKEN, BOT_TOKEN, local_slack
from bot.commands.sampling import served

_SECONDS = 60.0


async def day(folder: Path, api_url: str) -> dict[str, Any]:
    """Return how the bot started, whether it was seen alive, and how it ended."""
    async with served(0) as (edition, published):
        rows = [source.model_dump(mode="json") for source in edition.sources(published.base_url)]
        (folder / "sources.yaml").write_text(json.dumps({"sources": rows}), encoding="utf-8")
        environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": api_url,
            "ENTENTE_DATA_DIR": str(folder / "var"),
            "ENTENTE_SOURCES_FILE": str(folder / "sources.yaml"),
        }
        command = [sys.executable, "-m", "bot", "run", "--allow-address", f"{published.host}:{published.port}"]
        bot = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
        try:
            async with asyncio.timeout(_SECONDS):
                alive = await _alive(environment)
        finally:
            bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_SECONDS):
            _, errors = await bot.communicate()
    return {"alive": alive, "status": bot.returncode, "log": errors.decode("utf-8", "replace")}


async def _alive(environment: dict[str, str]) -> bool:
    while True:
        doctor = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "doctor", "--alive"), env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        if await doctor.wait() == 0:
            return True
        await asyncio.sleep(0.5)


async def main(binary: Path) -> None:
    """Print what happened as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        async with local_slack(binary) as desk:
            told = await day(Path(folder), desk.network.api_url)
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
