"""Which words of a sentence are left open by another: "may buy", "plans to sign", "if it is delivered"."""

from collections.abc import Sequence

from summarizers.gate.words import Word, stem
from summarizers.reading import Span
from summarizers.reading.abbreviations import word_set

# A word is left open by a modal word at most so many words before it, with no such mark between.
_GOVERNED = 5
_BREAKS = frozenset(",;:()–—\n")
_OPENING = word_set("to will would may might could can should shall must if whether unless")
_AUXILIARY = word_set("be have been not also soon")
# Deeds that news leaves open and a summary may not; of other words a modal word near by says too little.
ACTS = frozenset(
    map(
        stem,
        word_set(
            """
            buy sell sign deliver order supply acquire purchase produce build approve select lease export import join
            receive launch develop invest transfer test deploy open close end start begin cancel award choose get send
            provide procure replace upgrade fund pay agree manufacture assemble establish create withdraw ban give take
            make move cut raise fall rise host win lose visit meet leave enter resume suspend extend expand finance
            """
        ),
    )
)


def governing(text: str, words: Sequence[Word], modals: Sequence[Span], number: int) -> str:
    """Return the words that leave open what the word with that number says, with it ("may buy"), "" for none."""
    if not modals:
        return ""
    word = words[number]
    opened = words[max(0, number - _GOVERNED)].start
    for modal in modals:
        if opened <= modal.start and modal.end <= word.start and _BREAKS.isdisjoint(text[modal.end : word.start]):
            return text[modal.start : word.end]
    return ""


def is_deed(words: Sequence[Word], modals: Sequence[Span], number: int) -> bool:
    """Tell whether a word left open is a deed: one of those known, or the verb right behind the modal words."""
    if words[number].stem in ACTS:
        return True
    before = number - 1
    while before >= 0 and (words[before].plain in _AUXILIARY or words[before].plain == "to"):
        before -= 1
    last = words[before] if before >= 0 else None
    return last is not None and any(modal.start <= last.start < modal.end for modal in modals)


def opened(words: Sequence[Word], number: int) -> bool:
    """Tell whether "to", "will" or the like stands before the word: in a summary that leaves it open as well."""
    before = number - 1
    while before >= 0 and words[before].plain in _AUXILIARY:
        before -= 1
    return before >= 0 and words[before].plain in _OPENING
