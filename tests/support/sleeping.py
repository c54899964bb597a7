"""A clock that moves by sleeping only."""


class Sleeping:
    """Reads `now` in seconds; `slept` holds what was slept, in order."""

    def __init__(self, now: float = 100.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def monotonic(self) -> float:
        """Return the seconds it reads."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the clock go on at once."""
        self.slept.append(seconds)
        self.now += seconds
