"""What a brief was made from, in words: its receipt. Pure."""

from collections import Counter
from collections.abc import Iterable

from bot.chat.making import making_lines
from bot.chat.tidy import shown
from bot.domain.brief import Receipt

_SENTENCE, _PIECE, _OUTLET = 700, 120, 60
_MAX_FAILED = 8


def receipt_lines(receipt: Receipt) -> tuple[str, ...]:
    """Return what a brief was made from: sources with failures, items by what became of them, how summaries were made.

    Behind that stand the addresses opened by hand.
    """
    lines = [f"Sources: {receipt.polled} polled, {receipt.answered} answered, {len(receipt.failed)} failed"]
    lines += _failures(receipt)
    dropped = sum(receipt.dropped.values())
    lines.append(f"Items: {receipt.seen:,} seen, {receipt.kept:,} kept, {dropped:,} left out")
    if dropped:
        reasons = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in _ranked(receipt) if count)
        lines.append(f"Left out: {reasons}")
    lines += making_lines(receipt.summaries)
    if receipt.allowed:
        lines.append(f"Addresses opened by hand: {shown(', '.join(receipt.allowed), _SENTENCE)}")
    return tuple(lines)


def _failures(receipt: Receipt) -> Iterable[str]:
    """Yield a line per reason, with the names of the sources it hit; eight are named in all, the others counted."""
    reasons: dict[str, list[str]] = {}
    for failed in receipt.failed[:_MAX_FAILED]:
        reasons.setdefault(shown(failed.reason, _PIECE), []).append(shown(failed.name, _OUTLET))
    for reason, names in reasons.items():
        yield f"Failed, {reason}: {', '.join(names)}"
    if len(receipt.failed) > _MAX_FAILED:
        yield f"and {len(receipt.failed) - _MAX_FAILED} more failed"


def _ranked(receipt: Receipt) -> list[tuple[str, int]]:
    return Counter(dict(receipt.dropped)).most_common()
