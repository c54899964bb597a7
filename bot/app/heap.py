"""Full collections of garbage kept short: they hold every thread up, and nobody is acknowledged meanwhile.

The tables, the lexicon and the models are half a million objects that live as long as the bot. To walk through them
takes 0.1 to 0.4 s, again and again while articles are read, so what has proved to stay is not looked at any more.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

SLOW_SECONDS = 0.03
"""A full collection that takes longer is the last to see what it left alive."""
_FULL = 2


@contextmanager
def short_collections(
    *, slow_seconds: float = SLOW_SECONDS, timer: Callable[[], float] = time.monotonic
) -> Iterator[None]:
    """Put aside what is alive now, and what a slow full collection leaves; at the end all is looked at again.

    What is put aside goes with its last reference as ever; only rings of objects that die later stay. They are those of
    the few moments at which a collection was slow: at the start, when a model was loaded, when the archive held grew.
    """
    began = timer()

    def watch(phase: Literal["start", "stop"], told: dict[str, int]) -> None:
        nonlocal began
        if phase == "start":
            began = timer()
        elif told["generation"] == _FULL and timer() - began > slow_seconds:
            gc.freeze()

    gc.callbacks.append(watch)
    gc.freeze()
    try:
        yield
    finally:
        gc.callbacks.remove(watch)
        gc.unfreeze()
