"""Texts as they are read for hidden commands: letters that look alike made one, what cannot be seen taken out.

Pure. The folding serves looking only; what is shown stays as it was, but for characters nobody sees.
"""

import re
import unicodedata

# Blanks of no width, marks of direction, fillers, tags, halves of surrogate pairs, controls.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_JOINERS = re.compile("(?<![^\x00-\u02ff])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u02ff])")
REVERSED = re.compile("[\u202d\u202e]")
TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0655\u0670\u0640\u0591-\u05c7]")
_MIXED = re.compile("[a-z]{0,24}(?:[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z])[a-z\u0370-\u052f]{0,24}")
# A figure between letters, before two or after two: "1gn0re", but neither "F35" nor "10th".
_FIGURED = re.compile(r"[013457$@](?:(?<=[a-z].)(?=[a-z])|(?<![a-z0-9].)(?=[a-z]{2})|(?<=[a-z]{2}.)(?![a-z0-9]))")
_SPACED = re.compile(r"(?<![^\W\d_])(?:[^\W\d_][ ._\-*]){5,}[^\W\d_](?![^\W\d_])")
_BLANKS = re.compile(r"\s+")
_MACHINE = re.compile(r"(?<!\w)(?:A\.?I\.?|LLMs?|KI|IA|ИИ|ШІ|YZ)(?!\w)")
_NAMES = ("AI", "A.I", "LLM", "KI", "IA", "ИИ", "ШІ", "YZ")
MACHINE = "llm"
_ALIKE = str.maketrans("аеорсухіјѕһԁԛԝкмтвнгиαεορνικτυχβ", "aeopcyxijshdqwkmtbhrnaeopvikruxb")
_LEET = dict(zip("013457$@", "oieastsa", strict=True))
_PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": ";", "—": ";", "…": "."}
_OWN_FORM = re.compile("[ıłøđىة]")
_OWN_FORMS = str.maketrans("ıłøđىة", "ilod\u064a\u0647")


def without_unseen(text: str) -> str:
    """Return `text` without the characters that nobody sees; joiners stay where a script needs them."""
    if text.isascii() and text.isprintable():
        return text
    seen = _UNSEEN.sub("", text)
    return _JOINERS.sub("", seen) if "\u200c" in seen or "\u200d" in seen else seen


def folded(text: str) -> str:
    """Return `text` in small letters without accents, with look-alikes, figures for letters and spacing undone.

    Short names of artificial intelligence become one word: in small letters some are words of other languages.
    """
    plain = text
    if not plain.isascii():
        for sign, usual in _PLAIN.items():
            plain = plain.replace(sign, usual)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
    if any(name in plain for name in _NAMES):
        plain = _MACHINE.sub(MACHINE, plain)
    plain = plain.casefold()
    if not plain.isascii():
        plain = _MARKS.sub("", plain)
        if _OWN_FORM.search(plain):
            plain = plain.translate(_OWN_FORMS)
        plain = _MIXED.sub(lambda match: match.group().translate(_ALIKE), plain)
    plain = _FIGURED.sub(lambda match: _LEET[match.group()], plain)
    plain = _SPACED.sub(lambda match: re.sub(r"[ ._\-*]", "", match.group()), plain)
    return _BLANKS.sub(" ", plain)
