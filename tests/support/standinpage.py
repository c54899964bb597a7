"""Runs local-slack inside a namespace until it is told to stop: what `entente demo --slack` does, without the bot."""

import asyncio
import signal
import sys
from pathlib import Path

from bot.chat.slack.standin import local_slack


async def main(binary: Path) -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with local_slack(binary):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
