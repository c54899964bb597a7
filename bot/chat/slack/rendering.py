"""What all Slack messages share: they shrink until they fit, and their top text is read aloud. Pure."""

import re
from collections.abc import Callable, Sequence

from bot.chat.slack import limits, text
from bot.chat.slack.blocks import Json

_SCALES = (1.0, 0.6, 0.35, 0.2, 0.1)
_SPOKEN_LINES, _SPOKEN_LINE = 13, 280
SCHEME = re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://|\bmailto:")
"""What makes an address of a word."""


def fitting(build: Callable[[float], list[Json]]) -> list[Json]:
    """Return what `build` makes at the largest scale that stays within the limits."""
    for scale in _SCALES:
        blocks = build(scale)
        if not limits.problems(blocks):
            break
    return blocks


def spoken(lines: Sequence[str]) -> str:
    """Return the top-level text: what screen readers read and lock screens show.

    Slack makes links of the addresses in it, so those that a source wrote into its words lose what makes them one.
    """
    kept = [told for line in lines if (told := text.mrkdwn(SCHEME.sub("", line), _SPOKEN_LINE))]
    more = len(kept) - _SPOKEN_LINES
    return "\n".join([*kept[:_SPOKEN_LINES], *([f"and {more} more"] if more > 0 else [])]) or "…"


def scaled(limit: int, scale: float) -> int:
    """Return the characters that stand in the place of `limit` at a scale."""
    return max(30, int(limit * scale))
