"""Proper names by their capitals, for text no gazetteer knows."""

import re
from collections.abc import Iterator

from summarizers.reading.abbreviations import MONTH_NAMES, STARTERS, WEEKDAY_NAMES, word_set
from summarizers.reading.sentences import split_sentences
from summarizers.reading.spans import Span

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’\-‑&./][^\W_]+)*")
_LINKS = word_set(
    """
    of de del der den du da dos di la le al el bin ibn bint van von und et y e & ul ur
    """
)
# Common words that often open a sentence or are capitalised in headlines.
_COMMON = word_set(
    """
    defence defense
    a about after again ahead air all also although among an and another any are army as asked at because before
    being both but by can children company could day days despite did do does during each earlier even every
    experts few fire first five for former four from further given government had half has have he her here his
    hours how however hundreds i if in inside is it its just last later left less many may meanwhile members men
    mid military millions ministers more most much new next no nor not now of off officers officials on once one
    only or other others our out over part parents passengers people plans police prices prosecutors protesters
    quite rather record relatives residents roads scientists second security senior several shares she should
    since six so some sources staff still students such ten than thanks that the their them then there these they
    thieves this those thousands three through thus to today together tomorrow top troops two two-thirds under
    unlike until up us very was we weeks were what when where whether which while who whose why will with within
    without women work workers would year years yes yesterday you young your
    """
)
_COMMON_ENDINGS = re.compile(r"(?:ing|ed|ly|tions?|ments?|[^aeiou]ers|ists|ness|ities|ives?|ways|hips?)\Z")
_CALENDAR = MONTH_NAMES | WEEKDAY_NAMES
# Names that end like common words.
_NAMES = word_set("boeing beijing nanjing chongqing sterling mohammed muhammed ahmed saeed hamed italy sicily kelly")


def find_proper_names(text: str) -> tuple[Span, ...]:
    """Return the runs of capitalised words, joined across "of", "de", "bin" …; weekdays and months are none.

    A capital that only opens the sentence counts unless the word is a common one.
    """
    return tuple(span for sentence in split_sentences(text) for span in _runs(text, sentence))


def _runs(text: str, sentence: Span) -> Iterator[Span]:
    run: list[re.Match[str]] = []
    links: list[re.Match[str]] = []
    for index, token in enumerate(_WORD.finditer(text, sentence.start, sentence.end)):
        # Most words are in lower case and stand outside a name: nothing more is asked of them.
        written = token.group()
        low = written.islower()
        if low and not run:
            continue
        joined = not run or _adjacent(text, (links or run)[-1].end(), token.start())
        if not low and _is_name(written, opening=index == 0 or _opens_quote(text, token.start())):
            if not joined:
                yield Span(run[0].start(), run[-1].end())
                run, links = [], []
            run.extend((*links, token))
            links = []
        elif run and joined and written in _LINKS and not links:
            links = [token]
        else:
            if run:
                yield Span(run[0].start(), run[-1].end())
            run, links = [], []
    if run:
        yield Span(run[0].start(), run[-1].end())


def _adjacent(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= 3 and gap.strip(" .&\u00a0") == "" and not gap.startswith("..")


def _opens_quote(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in "\"“‘'«("


def _is_name(word: str, *, opening: bool) -> bool:
    if not any(char.isupper() for char in word):
        return False
    lower = word.lower().rstrip(".")
    if lower.removesuffix("'s").removesuffix("’s") in _CALENDAR and word[0].isupper():
        return False
    if word in {"I", "I'm", "I've", "I'll", "I’m", "I’ve", "I’ll"}:
        return False
    if word[1:] != word[1:].lower() or not opening:
        return word[0].isupper() or word[1:] != word[1:].lower()
    if lower in _NAMES:
        return True
    return lower not in _COMMON and word not in STARTERS and _COMMON_ENDINGS.search(lower) is None
