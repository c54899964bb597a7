"""Whether an answer is wanted that the asker alone sees. Pure."""

import re

from bot.chat.asking_words import QuestionWords

_SWITCH = re.compile(r"(?<!\S)(?:--|—|–)private(?!\S)", re.I)
_EDGE = " \t.,;:!?()-–—"
_LONG = 9


def without_switch(text: str) -> tuple[str, bool]:
    """Return `text` without `--private`, and whether that was there."""
    plain = _SWITCH.sub(" ", text).strip()
    return plain, plain != text.strip()


def is_private(text: str, words: QuestionWords) -> bool:
    """Return whether `text` says "privately", "just me" or the like: short words only at its end, or before a colon."""
    for hit in words.roles(text):
        if hit.key == "private":
            opens = not text[: hit.start].strip(_EDGE) and text[hit.end :].lstrip()[:1] in (":", ",", "-")
            ends = opens or not text[hit.end :].strip(_EDGE)
            if ends or " " in text[hit.start : hit.end] or hit.end - hit.start >= _LONG:
                return True
    return False
