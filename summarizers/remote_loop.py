"""One event loop for all requests to a model server, in a thread of its own: callers wait, whatever thread they are in.

Only a loop can cut a request whole, name look-up and dripping headers included, at a given time.
"""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_LOCK = threading.Lock()
_RUNNING: list[tuple[asyncio.AbstractEventLoop, threading.Thread]] = []


def run(work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` gives, or raise what it raises; it is cancelled when the caller is interrupted."""
    future: Future[T] = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        return future.result()
    finally:
        future.cancel()  # nothing happens where it is done


def _loop() -> asyncio.AbstractEventLoop:
    with _LOCK:
        if _RUNNING and _RUNNING[0][1].is_alive():  # not so in the child of a fork
            return _RUNNING[0][0]
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="model-server", daemon=True)
        _RUNNING[:] = [(loop, thread)]
        thread.start()
        return loop
