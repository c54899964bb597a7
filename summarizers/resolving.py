"""Who an opening "He", "The ministry" or "The two countries" is: the name in the sentence before, where only one fits.

Kind and number must agree and no second candidate may stand there; else nothing is resolved, and the sentence is told
after the one before it or not at all. What is put in stands in square brackets.
"""

import re
from collections.abc import Sequence

from summarizers.reading import Span, find_proper_names
from summarizers.trimming_words import PERSONS, TITLED, VERB

_BODY = re.compile(
    r"\b(?:Ltd|Limited|Inc|Corp|Corporation|Company|Co|Group|Industries|Systems|Aerospace|Aviation|Aeronautics|Dynamics|"
    r"Technologies|Technology|Defence|Defense|Shipyards?|Shipbuilding|Shipbuilders|Motors|Electronics|Engineering|Airbus|"
    r"Boeing|GmbH|AG|SA|AB|PLC|plc|Army|Navy|Force|Ministry|Department|Agency|Organisation|Organization|University|Institute|"
    r"Council|Committee|Commission|Court|Party|Parliament|Congress|Bank|Union)\b"
)
_STATE = re.compile(r"Ministry|Department|Army|Navy|Force|Council|Committee|Commission|Court|Party|Parliament|Congress")
_OPENS = re.compile(r"(?:(?:[A-Z][\w.’'-]*|Mr|Mrs|Ms|Dr)\.?\s)*")
_SAYS = re.compile(
    r",?\s(?:also\s)?(?:said|told|added|wrote|tweeted|says|stressed|warned|argued|insisted|announced|noted)\b"
)
_SURNAME = r"(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?[A-Z][a-z’'-]{2,}"
_LONE = re.compile(
    rf"(?:\A|(?<=,\s)|(?<=[”\"]\s)){_SURNAME}(?=,?\s(?:also\s|has\s|had\s|further\s)?(?:said|says|told|added|adds|wrote|noted|"
    r"stressed|warned|argued|insisted|announced|stated|confirmed|claimed|explained|replied|on\s(?:his|her)\spart)\b)"
    rf"|(?<=\ssaid\s){_SURNAME}(?=[.,])|(?<=\sto\s){_SURNAME}(?=[.,])"
)
_OFFICE_BEHIND = re.compile(
    r",\s(?:an?|the)\s(?:[\w’'-]+\s){0,3}(?:minister|president|secretary|spokesman|spokeswoman|chairman|chief|director|"
    r"ambassador|general|officer|commander|analyst|expert|author|leader|lawmaker|lawyer|professor|head|senator|captain)\b"
)
_MINISTRY = re.compile(
    r"\b(?:[A-Z][\w’'-]*\s+)*(?:Ministry\s+of\s+(?:National\s+)?(?:Defen[cs]e|Foreign\s+Affairs|[A-Z]\w+)|"
    r"(?:Defen[cs]e|Foreign|Finance|Interior|Home|Health)\s+Ministry)(?:\s+of\s+(?:the\s+)?[A-Z]\w+)?"
)
_PAIR = re.compile(
    r"\b(?P<pair>(?P<one>[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)?)\s+and\s+(?P<two>[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)?))\b"
)
_HE = re.compile(r"(?P<open>He|She)(?=\s+(?P<next>[a-z]+))")
_IT = re.compile(
    r"(?P<open>It)(?=\s+(?:also\s+)?(?:will|has|had|said|says|plans|signed|won|makes|made|builds|built|added|operates|"
    r"announced|owns|sells|sold|supplies|produces|bought|ordered|employs|aims|wants|hopes)\b)"
)
_FIRM = re.compile(
    r"(?P<open>The\s+(?:company|firm|manufacturer|shipbuilder|contractor|defence\s+firm|arms\s+maker))(?=\s)"
)
_OFFICE = re.compile(r"(?P<open>The\s+(?:ministry|defen[cs]e\s+ministry))(?=\s)")
_TWO = re.compile(
    r"(?P<open>The\s+two\s+(?:countries|nations|sides|companies|firms|governments|states)|Both\s+(?:countries|nations|sides|"
    r"companies|firms))(?=\s)"
)
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Princess|Queen|spokeswoman|chairwoman|actress|she|her)\b", re.IGNORECASE)
_MALE = re.compile(r"\b(?:Mr|Prince|King|Sheikh|spokesman|chairman|actor|he|his|him)\b", re.IGNORECASE)


def resolved(sentence: str, before: str) -> str:
    """Return `sentence` with its opening replaced by "[the name]" of the sentence `before`; "" where none is clear."""
    for opening, name in ((_HE, _person), (_FIRM, _company), (_OFFICE, _ministry), (_TWO, _two), (_IT, _one)):
        match = opening.match(sentence)
        if match is None:
            continue
        found = name(before, match["open"])
        return f"[{found}]{sentence[match.end('open') :]}" if found else ""
    return ""


def introduced(sentence: str, earlier: Sequence[str]) -> str:
    """Return `sentence` with the surname that speaks in it replaced by "[office and full name]" told `earlier`, or "".

    A name that nobody told in full may be a firm's or a capital's and is left alone.
    """
    for match in _LONE.finditer(sentence):
        surname = match.group().rsplit(None, 1)[-1]
        full = {name for text in earlier for name in _full(text, surname)}
        if not full or _full(sentence, surname):
            continue
        name = max(full, key=lambda one: (len(one), one))
        if all(_parts(other) <= _parts(name) for other in full):
            return f"{sentence[: match.start()]}[{name}]{sentence[match.end() :]}"
    return ""


def _full(text: str, surname: str) -> list[str]:
    """Return the full names in `text`, office and all, of the persons called `surname`."""
    if surname not in text:
        return []
    people = [span.of(text) for span in _names(text) if _is_person(text, span)]
    return [_bare(name) for name in people if _bare(name).endswith(f" {surname}") and len(_unofficed(name).split()) > 1]


def _unofficed(name: str) -> str:
    titles = list(TITLED.finditer(name))
    return name[titles[-1].end() :] if titles else name


def _parts(name: str) -> set[str]:
    return set(_unofficed(name).split())


def _names(text: str) -> list[Span]:
    return [span for span in find_proper_names(text) if any(map(str.isalpha, span.of(text)))]


def _is_person(text: str, span: Span) -> bool:
    name = span.of(text)
    if _BODY.search(_unofficed(name)):  # "Defence Minister Ana Lopes" is a person, "General Dynamics" is none
        return False
    return bool(TITLED.search(name) or PERSONS.search(text[: span.start]) or _speaks(text, span))


def _speaks(text: str, span: Span) -> bool:
    """Tell whether a name of two or three words is that of who says the sentence, or is told of like a person."""
    if len(span.of(text).split()) not in (2, 3) or _BODY.search(span.of(text)):
        return False
    told = _SAYS.match(text[span.end : span.end + 24]) is not None
    return (
        told
        or text[: span.start].endswith(("said ", "told "))
        or (span.start == 0 and _OFFICE_BEHIND.match(text[span.end :]) is not None)
    )


def _person(before: str, pronoun: str) -> str:
    """Return the only person named, by name without office: the subject or the speaker, the pronoun not belying it."""
    names = _names(before)
    people = [span for span in names if _is_person(before, span)]
    belied = (_FEMALE if pronoun == "He" else _MALE).search(before)
    if len(people) != 1 or belied or any(_may_be_person(before, span) for span in names if span not in people):
        return ""
    person = people[0]
    name = person.of(before)
    if not (_OPENS.fullmatch(before[: person.start]) or _speaks(before, person)) or name.endswith(("'s", "’s")):
        return ""
    titles = list(TITLED.finditer(name))
    return _bare(name[titles[-1].end() :] if titles else name)


def _may_be_person(text: str, span: Span) -> bool:
    """Tell whether a further name may be a person's: two words, or the subject of a verb of saying."""
    name = span.of(text)
    two = len(name.split()) == 2 and not _BODY.search(name)
    return two or _SAYS.match(text[span.end : span.end + 24]) is not None


def _company(before: str, _: str) -> str:
    """Return the subject that opens the sentence, where it is named like a company and no other name is."""
    names = [span for span in _names(before) if not _is_person(before, span)]
    bodies = [span for span in names if _BODY.search(span.of(before))]
    if (
        len(bodies) != 1
        or bodies[0].of(before).endswith(("'s", "’s"))
        or not _OPENS.fullmatch(before[: bodies[0].start])
        or _STATE.search(bodies[0].of(before))
    ):
        return ""
    return _bare(bodies[0].of(before))


def _ministry(before: str, _: str) -> str:
    found = {match.group() for match in _MINISTRY.finditer(before)}
    return re.sub(r"\A(?:The|A)\s+", "", found.pop()) if len(found) == 1 else ""


def _two(before: str, opening: str) -> str:
    """Return "A and B" where these are the only two names."""
    pairs = list(_PAIR.finditer(before))
    names = [span.of(before) for span in _names(before)]
    if len(pairs) != 1 or any(_BODY.search(pairs[0][side]) for side in ("one", "two")):
        return ""
    pair = pairs[0]
    inside = {pair["one"], pair["two"], pair["pair"]}
    alone = all(name in inside or name in pair["pair"] for name in names)
    return pair["pair"] if alone and "compan" not in opening and "firm" not in opening else ""


def _one(before: str, _: str) -> str:
    """Return the subject that opens the sentence before, where it is the only name there that is no person."""
    names = _names(before)
    if len(names) != 1 or names[0].start != 0 or _is_person(before, names[0]):
        return ""
    follows = re.match(r"\s+(?:also\s+)?(?P<verb>[a-z]+)\b", before[names[0].end :])
    return _bare(names[0].of(before)) if follows and VERB.fullmatch(follows["verb"]) else ""


def _bare(name: str) -> str:
    return re.sub(r"(?:'s|’s)\Z", "", name).strip()
