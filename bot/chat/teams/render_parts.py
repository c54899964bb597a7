"""What all messages of Teams share: they shrink until they fit, and say themselves in a few words. Pure."""

from collections.abc import Callable, Sequence

from bot.chat.platform import Payload
from bot.chat.teams import cards, limits, text
from bot.chat.teams.cards import Json
from bot.chat.teams.entities import activity_of
from bot.chat.teams.origins import roomy

ENVELOPE = 1_024
"""Bytes as UTF-16 kept for what is written around a message: to whom and from whom, and what it answers."""
SCALES = (1.0, 0.6, 0.35, 0.2, 0.1)
"""How long texts are, against what they may be at most, where a message is too large."""
_SPOKEN_LINES, _SPOKEN_LINE = 13, 280


def message(
    body: Sequence[Json], said: str, *, key: str | None = None, generated: bool = False, feedback: bool = False
) -> Payload:
    """Return a message of a card; `generated` says that a model wrote in it, `feedback` asks how it was."""
    first = said.split("\n", 1)[0]
    card = cards.card(cards.keyed(body, key), said=first)
    about = {"ai": generated, "feedback": feedback}
    return Payload(text=said, body={"card": card, **about}, key=key or "")


def fits(payload: Payload) -> bool:
    """Whether a message may go out, with what is written around it."""
    activity = activity_of(payload)
    return limits.size(activity) <= limits.MAX_BYTES - ENVELOPE and not limits.problems(activity)


def fits_told(payload: Payload) -> bool:
    """Whether a message may go out also where it is shown to one person: its buttons then name the channel."""
    return fits(roomy(payload))


def fitting(build: Callable[[float], Payload]) -> Payload:
    """Return what `build` makes at the largest scale that stays within the limits."""
    for scale in SCALES:
        made = build(scale)
        if fits(made):
            break
    return made


def spoken(lines: Sequence[str]) -> str:
    """Return what lock screens and lists of chats show, the important first; it is all there is where no card is."""
    kept = [told for line in lines if (told := text.spoken(line, _SPOKEN_LINE))]
    more = len(kept) - _SPOKEN_LINES
    return "\n".join([*kept[:_SPOKEN_LINES], *([f"and {more} more"] if more > 0 else [])]) or "…"


def scaled(limit: int, scale: float) -> int:
    """Return the characters that stand in the place of `limit` at a scale."""
    return max(30, int(limit * scale))
