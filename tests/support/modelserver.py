"""An OpenAI-compatible server on loopback that answers what the test says, and what a test needs to ask it."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from summarizers.breaker import Breaker, Rule
from summarizers.extractive import Extractive
from summarizers.remote import Remote, Server
from summarizers.remote_asking import Means
from support.hashing import HashEncoder
from support.loopback import LoopbackServer, Reply, Seen

PATH = "/v1/chat/completions"
KEY = "sk-very-secret-0815"
Script = Reply | Callable[[dict[str, Any]], Reply]


def completion(content: object, *, finish: str = "stop", **message: object) -> bytes:
    """Return a chat completion whose first choice says `content`."""
    said = {"role": "assistant", "content": content, **message}
    choice = {"index": 0, "message": said, "finish_reason": finish}
    return json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]}).encode()


def saying(content: object, *, finish: str = "stop", **message: object) -> Reply:
    """Return the reply with that completion."""
    return Reply(body=completion(content, finish=finish, **message), content_type="application/json")


def status(code: int, **headers: str) -> Reply:
    """Return a reply of that status that repeats the key, as servers do in their errors."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=code, body=f'{{"error": "key {KEY} refused"}}'.encode(), headers=named)


class ModelServer:
    """Gives the replies it was handed, one a request; the last one again and again."""

    def __init__(self, loopback: LoopbackServer, replies: Sequence[Script]) -> None:
        self._loopback, self._replies = loopback, list(replies)
        loopback.add(PATH, self._reply)

    @property
    def seen(self) -> list[Seen]:
        return self._loopback.seen

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(one.body) for one in self.seen]

    def url(self, path: str = "/v1") -> str:
        return self._loopback.url(path)

    def _reply(self, seen: Seen) -> Reply:
        script = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        return script if isinstance(script, Reply) else script(json.loads(seen.body))


@contextmanager
def serving(*replies: Script) -> Iterator[ModelServer]:
    with LoopbackServer() as loopback:
        yield ModelServer(loopback, replies)


@contextmanager
def raw(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve bytes by `talk`, which is handed each connection whose request has come; yields the address up to /v1."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection, suppress(OSError):
                    connection.settimeout(5)
                    connection.recv(65536)
                    talk(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def remote(
    url: str, *, waits: list[float] | None = None, breaker: Breaker | None = None, key: str | None = KEY, **bounds: Any
) -> Remote:
    """Return a backend of its own breaker whose waits are noted down instead of waited."""

    async def noted(seconds: float) -> None:
        if waits is not None:
            waits.append(seconds)
        await asyncio.sleep(0)

    return Remote(
        Server(**{"url": url, "model": "m", "key": key, "seconds": 20.0, **bounds}),
        extractive=Extractive(HashEncoder()),
        breaker=breaker or Breaker(Rule(failures=100, pause=60.0)),
        means=Means(sleep=noted, jitter=lambda: 0.5),
    )
