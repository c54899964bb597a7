"""Which prompts are generated together: those of nearly the same length, so that little is padded. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one batch may hold: rows, and tokens with the padding."""

    rows: int
    tokens: int


def by_length(lengths: Sequence[int], room: Room) -> tuple[tuple[int, ...], ...]:
    """Return the places in `lengths` in batches, the longest first; each at least one row, else within `room`.

    The longest come first so that a batch that does not fit into memory fails at once, not after minutes.
    """
    order = sorted(range(len(lengths)), key=lambda place: (-lengths[place], place))
    batches: list[tuple[int, ...]] = []
    held: list[int] = []
    for place in order:
        longest = lengths[held[0]] if held else lengths[place]
        if held and (len(held) == room.rows or longest * (len(held) + 1) > room.tokens):
            batches.append(tuple(held))
            held = []
        held.append(place)
    return (*batches, tuple(held)) if held else tuple(batches)


def halves(batch: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return both halves of a batch of two or more."""
    middle = (len(batch) + 1) // 2
    return tuple(batch[:middle]), tuple(batch[middle:])
