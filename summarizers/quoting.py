"""Sentences fit to be quoted: whole, in plain prose, without credits and datelines."""

import re
from dataclasses import dataclass

from summarizers.base import Passage
from summarizers.chunking import sentences
from summarizers.reading import count_words
from summarizers.resolving import resolved

_MIN_WORDS = 5

_CREDIT = re.compile(
    r"SOURCE\s?:\s*(?:[^.\n]{0,80}?\b[A-Z]+\.(?:ORG|COM|NET|IN)\b\.?|(?:[A-Z]{2,}(?:\s(?:TIMES|NEWS|POST|BEAT))*))\s+"
    r"|(?:\((?:With inputs[^)]*|Eds?:[^)]*|Updates?[^)]*)\)\s*)"
    r"|(?:Image copyright|Image caption)\s+[A-Z]{2,}\S*\s+"
    r"|By(?:\s+[A-Z][\w.'’-]*){1,4}\s+(?=[A-Z][a-z]+,\s(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec))"
)
_PLACE = r"[A-Z][\w.'’/-]*(?:\s[A-Z][\w.'’/-]*){0,3}(?:,\s[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)?"
_DAY = r"(?:,?\s(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}(?:,\s\d{4})?)"
_AGENCY = r"\([A-Z][A-Za-z./ ]{1,24}\)"
# Without a dash behind it, only an agency known as one: "Hindustan Aeronautics Limited (HAL) will" is no dateline.
_WIRE = r"\((?:CNN|AP|AFP|Reuters|REUTERS|PTI|ANI|IANS|UPI|DPA|Xinhua|TASS|Yonhap)\)"
_DATELINE = re.compile(
    rf"{_PLACE}{_DAY}?\s?{_AGENCY}\s?[-–—:]{{1,2}}\s?"
    rf"|{_PLACE}{_DAY}?\s?{_WIRE}\s?"
    rf"|{_PLACE}{_DAY}\s?[-–—:]{{1,2}}\s?"
    r"|(?:[A-Z][A-Z.'’/-]{2,}(?:,?\s[A-Z][\w.'’-]*){0,3})\s?(?:[–—]|:\s|--?\s)\s?"
    rf"|{_WIRE}\s?(?:[-–—:]\s?)?"
)
_CONNECTIVE = re.compile(
    r"\A(?:However|Meanwhile|Moreover|Furthermore|Additionally|In addition|Besides|Further|Notably|Also|Nevertheless|"
    r"Nonetheless|Incidentally|Interestingly),\s+(?=\S)"
)
_DANGLING = re.compile(
    r"[\"'“‘(\[]*(?:he|she|it|they|him|this|that|these|those|his|her|hers|their|theirs|its|such|so|then|there|here|we|i|our|"
    r"my|you|your|yet|still|nor|thus|hence|both|another|others|either|neither|also|and|but|or|instead|therefore|however|"
    r"meanwhile|moreover|as a result|in response|for example|for instance|on the other hand|the (?:latter|former|same|"
    r"other|two|three|duo|trio|pair|company|firm|ministry))\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:read (?:more|also|the full|next)|also read|subscribe|sign up|click here|follow us|"
    r"(?:file )?(?:photo|image|picture)\b|watch\s*:|advertisement|related\s*:|story continues|a version of this|"
    r"copyright|©|share this|download |join (?:us|our)|support (?:us|our)|"
    r"(?:edited|reported|reporting|writing|editing|compiled) by|with inputs from|"
    r"(?:last |first )?(?:published|updated)\b|disclaimer|"
    r"editor[’']s note|correction\s*:|this (?:article|story) (?:was|is|has|first|originally)|"
    r"(?:the )?views expressed|follow (?:him|her|me) on|to get it in your inbox|vote (?:here|now)|"
    r"recommendations are independently)",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"https?://|www\.|pic\.twitter|@\w{3,}|#\w{3,}|\s\|\s|A post shared by|newsletter|cookies", re.IGNORECASE
)
# The closing or the next opening quotation mark, mangled by some page.
_STRAY_END = re.compile(r"(?<=[a-z)])\.\?+\Z")
_SITE_FIRST = re.compile(r"[a-z][\w-]*\.[a-z]{2,4}\s")
# ".?" is a closing quotation mark some page has mangled; a question tells nothing.
_ENDS = re.compile(r"[.!…。！।][\"'”’)\]]*\??\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotable:
    """A whole sentence fit to be quoted: the `place`-th of its passage; `leans` when it needs the one before it.

    Of one that leans `resolved` is the same with "[the name]" its opening stands for, "" where that is not clear.
    """

    text: str
    passage: str
    place: int
    words: int
    leans: bool
    resolved: str = ""


def quotables(passage: Passage, *, limit: int) -> tuple[Quotable, ...]:
    """Return the first `limit` sentences of `passage` fit to be quoted, in order.

    Credits and datelines are trimmed off; boilerplate, teasers without a full stop, web addresses and halves of
    quotations are left out. A sentence leans when it opens with a pronoun, a demonstrative or a connective.
    """
    found: list[Quotable] = []
    before = ""
    for place, sentence in enumerate(sentences(passage.text)):
        text = _CONNECTIVE.sub("", _trimmed(sentence, first=place < 3), count=1) if sentence else ""
        told, before = before, text
        if not _fit(text):
            continue
        if not _SITE_FIRST.match(text):
            text = text[0].upper() + text[1:]
        leaning = leans(text)
        name = resolved(text, told) if leaning and told else ""
        found.append(
            Quotable(
                text=text,
                passage=passage.id,
                place=place,
                words=count_words(text),
                leans=leaning,
                resolved=name,
            )
        )
        if len(found) == limit:
            break
    return tuple(found)


def leans(sentence: str) -> bool:
    """Tell whether a sentence opens with a pronoun, a demonstrative or a connective, and so needs the one before it."""
    return _DANGLING.match(sentence) is not None


def _trimmed(sentence: str, *, first: bool) -> str:
    text = sentence
    if first:
        for pattern in (_CREDIT, _CREDIT, _DATELINE):
            match = pattern.match(text)
            text = text[match.end() :] if match else text
    return _STRAY_END.sub(".", text.lstrip("-–—•*· ").strip())


def _fit(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return (
        count_words(text) >= _MIN_WORDS
        and _ENDS.search(text) is not None
        and not text.endswith(("...", "…"))
        and _BOILERPLATE.match(text) is None
        and _WEB.search(text) is None
        and text.count('"') % 2 == 0
        and _closed(text.count("“"), text.count("”"))
        and len(letters) > len(text) / 2
        and sum(char.isupper() for char in letters) < len(letters) / 2
    )


def _closed(opening: int, closing: int) -> bool:
    """Tell whether quotations end where they began; some pages set the closing mark on both sides."""
    return opening == closing or (opening == 0 and closing % 2 == 0)
