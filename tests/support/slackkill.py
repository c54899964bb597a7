"""The sample brief on local-slack, its bot killed on the way; told as JSON: run inside a loopback-only namespace."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from bot.chat.slack.standin import CHANNEL, PORT, local_slack
from support.killing import killed_at

_SAMPLE_PORT = 4411


async def main(binary: Path) -> None:
    """Print the kills and the thread as its Web API gives it."""
    with tempfile.TemporaryDirectory() as folder:
        async with local_slack(binary, port=PORT) as desk:

            async def out() -> int:
                return len(await desk.messages())

            arguments = ["slack", folder, str(_SAMPLE_PORT), desk.network.api_url]
            kills = await killed_at((1, 5, 9), arguments=arguments, out=out, tests=Path(__file__).parent.parent)
            root = next(message for message in await desk.messages() if not message.get("parent_user_id"))
            params = {"channel": CHANNEL, "ts": root["ts"]}
            headers = {"Authorization": "Bearer xoxb-local-slack"}
            url = f"{desk.network.api_url}conversations.replies"
            async with desk.session.get(url, params=params, headers=headers) as response:
                thread = (await response.json())["messages"]
            everything = await desk.messages()
    keys = [message["blocks"][0]["block_id"] for message in thread]
    told = {"kills": kills, "keys": keys, "texts": [message["text"] for message in thread], "all": len(everything)}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
