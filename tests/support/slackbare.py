"""A server that answers everything at once: what the machine and the client that measures take by themselves.

Run as a module. It prints its port, and stops at a line on standard input.
"""

import asyncio
import sys

from aiohttp import web

from bot.listening import Listening


async def answer(request: web.BaseRequest) -> web.StreamResponse:
    """Read what came and say yes."""
    await request.read()
    return web.Response(text="ok")


async def main() -> None:
    """Serve until told to stop."""
    server = Listening("127.0.0.1:0", answer, setting="slack_listen", backlog=1024)
    await server.start()
    print(server.address[1], flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
