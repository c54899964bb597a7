"""How often a caller may call: a bucket of calls per key that fills with time."""

from collections.abc import Callable


class Buckets:
    """Each key has `size` calls, and one more every `seconds`. Keys are never forgotten: name only known ones."""

    def __init__(self, *, size: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._size, self._seconds, self._monotonic = size, seconds, monotonic
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> bool:
        """Take one call of `key`; return False where none is left."""
        now = self._monotonic()
        left, since = self._left.get(key, (float(self._size), now))
        left = min(left + (now - since) / self._seconds, float(self._size))
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        return allowed
