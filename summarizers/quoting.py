"""Sentences fit to be quoted: whole, in plain prose, without credits and datelines."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizers.base import Passage
from summarizers.chunking import sentences
from summarizers.quoting_openings import leans, leans_on_title, names_speaker, without_speaker
from summarizers.reading import count_words
from summarizers.resolving import introduced, resolved

__all__ = ["Quotable", "leans", "quotables"]

_MIN_WORDS = 5
_LONGEST_QUOTATION = 4  # sentences
_READ = 200  # sentences
_FIRST = 3  # sentences: where credits and titles stand
_TITLE_WORDS = 4

_CREDIT = re.compile(
    r"SOURCE\s?:\s*(?:[^.\n]{0,80}?\b[A-Z]+\.(?:ORG|COM|NET|IN)\b\.?|(?:[A-Z]{2,}(?:\s(?:TIMES|NEWS|POST|BEAT))*))\s+"
    r"|(?:\((?:With inputs[^)]*|Eds?:[^)]*|Updates?[^)]*)\)\s*)"
    r"|(?:[A-Z][\w’'-]+\s){1,2}(?:Daily\s)?(?:News|Times|Post|Tribune|Herald|Journal)\s+(?=[A-Z]\S+\s[a-z]+\s)"
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
_BOILERPLATE = re.compile(
    r"(?:read (?:more|also|the full|next)|also read|subscribe|sign up|click here|follow us|"
    r"(?:file )?(?:photo|image|picture)\b|watch\s*:|advertisement|related\s*:|story continues|a version of this|"
    r"copyright|©|share this|download |join (?:us|our)|support (?:us|our)|"
    r"(?:edited|reported|reporting|writing|editing|compiled) by|with inputs from|"
    r"(?:last |first )?(?:published|updated)\b|disclaimer|"
    r"editor[’']s note|correction\s*:|this (?:article|story) (?:was|is|has|first|originally)|"
    r"(?:the )?views expressed|follow (?:him|her|me) on|to get it in your inbox|vote (?:here|now)|"
    r"recommendations are independently|the post .* appeared first on|all information (?:is |on |in )|"
    r"(?:the )?opinions? (?:expressed|in)|all rights reserved|the (?:author|writer) is )",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"https?://|www\.|pic\.twitter|@\w{3,}|#\w{3,}|\s\|\s|A post shared by|newsletter|cookies|appeared first on|"
    r"\bas[- ]is\b basis|all rights reserved|necessarily (?:reflect|represent)|"
    r"views? (?:are|is) (?:his|her|their|personal)",
    re.IGNORECASE,
)
# "The minister George Younger said.": what was said is lost.
_TORN = re.compile(
    r"\A[^,“”\"]*\b(?:said|says|added|told reporters|stated)\.\Z|\b(?:the|a|an|of|and|or|which|whose|with|from)\.\Z"
)
# "… built by ... Navantia, papers show.": the end of the sentence that broke off.
_GOES_ON = re.compile(r"\S+(?:\s\S+)?,\s")
_RUN = 5
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
    quotations are left out. A sentence leans when it opens with a pronoun, a demonstrative or a connective, with
    "The deal" where the title tells of none, or with a surname told in full before; so does a quotation by itself.
    """
    found: list[Quotable] = []
    earlier: list[str] = []
    told = tuple(itertools.islice(sentences(passage.text), _READ))
    within = _within(told)
    for place, sentence in enumerate(told):
        bare = (
            _untitled(_trimmed(sentence, first=place < _FIRST), passage.title) if place < _FIRST else _trimmed(sentence)
        )
        text = _CONNECTIVE.sub("", bare, count=1)
        before = earlier[-1] if earlier else ""
        earlier.append(text)
        alone = without_speaker(text)
        torn = before.endswith(("...", "…")) and _GOES_ON.match(text) is not None
        if torn or place in within or not _fit(text) or (alone and not names_speaker(before)):
            continue
        if not _SITE_FIRST.match(text):
            text = text[0].upper() + text[1:]
        leaning = leans(text) or alone or (place > 0 and leans_on_title(text, passage.title))
        name = resolved(text, before) if leaning and before else ""
        if not leaning:
            name = introduced(text, earlier[:-1])
            leaning = bool(name)
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


def _untitled(sentence: str, title: str) -> str:
    """Return `sentence` without a title glued before it: what follows opens a sentence anew."""
    if len(title.split()) < _TITLE_WORDS:
        return sentence
    before, found, behind = sentence.partition(title)
    if not found or not behind[1:2].isupper() or len(before) > len(title):
        return sentence
    return behind.strip()


def _trimmed(sentence: str, *, first: bool = False) -> str:
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
        and _TORN.search(text) is None
        and not _doubled(text)
        and text.count('"') % 2 == 0
        and _closed(text.count("“"), text.count("”"))
        and len(letters) > len(text) / 2
        and sum(char.isupper() for char in letters) < len(letters) / 2
    )


def _doubled(text: str) -> bool:
    """Tell whether a run of words stands twice: a page has glued a line to itself."""
    told = text.casefold().split()
    runs = [tuple(told[at : at + _RUN]) for at in range(len(told) - _RUN + 1)]
    return len(runs) != len(set(runs))


def _within(told: Sequence[str]) -> frozenset[int]:
    """Return the places of the sentences that stand inside a quotation opened in one before and closed behind."""
    found: set[int] = set()
    for place, text in enumerate(told):
        if text.rfind("“") > text.rfind("”"):
            marks = [(n, re.search("[“”]", one)) for n, one in enumerate(told[place + 1 :][:_LONGEST_QUOTATION])]
            closing = next(((n, mark.group()) for n, mark in marks if mark), None)
            if closing is not None and closing[1] == "”":
                found.update(range(place + 1, place + 1 + closing[0]))
    return frozenset(found)


def _closed(opening: int, closing: int) -> bool:
    """Tell whether quotations end where they began; some pages set the closing mark on both sides."""
    return opening == closing or (opening == 0 and closing % 2 == 0)
