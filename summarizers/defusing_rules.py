"""Whether a sentence speaks to a machine reader: what its words do, and which of that together gives it away.

News tells about instructions, models and summaries; a command stands in the imperative and at the beginning of a
clause (at its end in languages that put verbs last), and speaks of what the reader was told or is to write.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick

from summarizers.defusing_fold import folded
from summarizers.defusing_words import Phrase, phrases

_VERB_LAST = frozenset({"tr", "hi", "ja", "ko", "fa"})
_ASIDE = {"override": "overriding", "command": "commanding", "dictate": "commanding"}
_START = re.compile(
    r"(?:\A[\s\-•*>#\d.)]*|[.:;!?()\[\]{}<>*#|—–/\\。：；！？，、،؛]\s*|\b(?:please|now|kindly|simply|just|instead|"
    r"immediately|then|so|bitte|por favor|s'il (?:te|vous) plait|merci de|пожалуйста|будь ласка|prosze|per favore|"
    r"alsjeblieft|من فضلك|you (?:must|should|will|shall|have to|need to|are to)(?: now| always| only)?|"
    r"(?:task|job|goal|role) is to)\s+|(?:请|請|務必|务必|必须|并|并且|然后)\s*)[\"'“‘«「]?\Z"
)
_END = re.compile(r"\A(?:in|iz|niz|yin)?\s*(?:[.,:;!?\"”»。：；！？、।)」]|(?:और|तथा|कि|ve|ki|که|و)(?!\w)|\Z)")
_TELLING = frozenset(
    ("strong", "dictate", "secret", "role", "answer", "machine", "orders", "reply", "reading", "reader"),
)
_FOREIGN = (_TELLING - {"orders"}) | {
    *("override", "overriding", "command", "commanding", "the answer", "apparatus", "addressed", "called"),
}
_ABROAD, _RARE = frozenset({*_ASIDE, "apparatus"}), 6
_MACHINES = frozenset({"machine", "reader"})
_LOOK_BACK = 48
_TASKS = frozenset({"answer", "the answer", "only", "orders", "role"})
_NOUNS = frozenset({"answer", "the answer", "secret", "orders", "machine"})
_AND = re.compile(r"\b(?:and|or|und|et|y|e|и|та|i)\s+\Z")
_YOU = re.compile(r"\b(?:you|your|yours)\b")
_CALLED = re.compile(
    r"\A\W{0,4}(?:attention|attn|notice|note|memo|message|hey|hello|dear|important|reminder|instructions?|achtung|hinweis|"
    r"nota|atencion|atencao|внимание|увага|uwaga|dikkat|تنبيه|ملاحظة|注意|ध्यान दें|सूचना|estimad[oa]s?|querid[oa]s?|"
    r"cher|chere|liebe[rs]?|sehr geehrte[rs]?|уважаем\w*|дорог\w*|шановн\w*|sevgili|sayin|drogi|szanown\w*|car[oa]|"
    r"prezad[oa]|عزيزي|ايها|प्रिय)\b(?:\W+\w+){0,3}?\W*\Z"
    r"|\A\W{0,4}(?:请|請|致|各位|亲爱的|尊敬的)\w{0,4}\Z"
)
_CALL_ENDS = re.compile(
    r"(?:[\w-]*(?: (?:models?|systems?|assistants?|agents?|readers?|tools?|bots?))?)\s*[:,!;：，！]"
)
_READS = re.compile(
    r"\b(?:that|which|who|when|while|before|after|if you|for anyone|for any)\W+(?:\w+ )?"
    r"(?:read|condens|summari[sz]|process|pars|digest|shorten|scan|crawl|ingest|analy[sz]|review|index|abridg)"
    r"(?:e|es|s|ing)?\W+(?:this|the|these)\W+(?:\w+ ){0,2}"
    r"(?:text|article|piece|page|story|document|news|report|message|item|content|passage)s?\b"
)
_WHOEVER = re.compile(
    r"\b(?:whoever|whatever|anyone who|anybody who|anything that|everyone who|those who|any \w+ that)\W+(?:\w+ )?"
    r"(?:condens|summari[sz]|digest|shorten|abridg)(?:e|es|s|ing)?\W+(?:this|the|these)\b"
)
_PART = re.compile(
    r"\byou are (?:now )?(?:an?|the|my|our) (?:[\w-]+ ){0,3}(?:assistant|llm|chatbot|language model|summari[sz]er)\b"
)
_PATTERNS = (("you", _YOU), ("reading", _READS), ("whoever", _WHOEVER), ("strong", _PART))
_NAMED_BEFORE = 60
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff\u3130-\u318f]")
_PROCLITIC = frozenset("وفبلكהושלבכמ")


@cache
def _matcher() -> AhoCorasick:
    return AhoCorasick([phrase.text for phrase in phrases()])


@cache
def _telling() -> AhoCorasick:
    """Return the matcher of what must be there for any rule: a quick look that lets nearly all texts pass."""
    return AhoCorasick([phrase.text for phrase in _telling_phrases()])


@cache
def _telling_phrases() -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in phrases() if phrase.kind in _TELLING or _is_abroad(phrase))


def _is_abroad(phrase: Phrase) -> bool:
    """Tell of a command of another language whether English texts hold its letters hardly ever."""
    rare = len(phrase.text) > _RARE or not phrase.text.isascii()
    return rare and phrase.language != "en" and phrase.kind in _ABROAD


def may_speak(text: str) -> bool:
    """Tell, of a folded text, whether a closer look is due."""
    return (_WHOEVER.search(text) or _PART.search(text)) is not None or any(
        _stands_alone(text, start, end, open_end=_telling_phrases()[index].open)
        for index, start, end in _telling().find_matches_as_indexes(text, overlapping=True)
    )


def speaks_to_machine(sentence: str) -> bool:
    """Tell whether a sentence gives a machine reader orders."""
    return _gives_away(frozenset(_told(folded(sentence).strip())))


def orders_abroad(sentence: str) -> bool:
    """Tell whether a sentence in another language than those around it holds any word of command to a machine."""
    told = _told(folded(sentence).strip(), foreign=True)
    return not frozenset(told).isdisjoint(_FOREIGN)


def follows_on(sentence: str) -> bool:
    """Tell whether a sentence that stands after such orders goes on with them."""
    told = frozenset(_told(folded(sentence).strip()))
    return (
        _gives_away(told)
        or not told.isdisjoint({"command", "override", "answer", "secret", "role", "reading", "strong"})
        or ("commanding" in told and not told.isdisjoint({"you", "only", "machine"}))
        or ("overriding" in told and "orders" in told)
        or ("the answer" in told and "only" in told)
    )


def together(first: str, second: str) -> bool:
    """Tell whether two neighbours that say nothing alone give a machine reader orders together."""
    return leads_to(first) and follows_on(second) and speaks_to_machine(f"{first.rstrip(' .')} {second}")


def leads_to(sentence: str) -> bool:
    """Tell whether a short line before such orders calls for attention to them."""
    plain = folded(sentence).strip()
    return len(plain) <= _NAMED_BEFORE and not frozenset(_told(plain)).isdisjoint(
        {"machine", "role", "secret", "reading"}
    )


def _gives_away(told: frozenset[str]) -> bool:
    """Decide by the kinds of words told together; `…ing` are commands that do not open their clause."""
    commands = "command" in told
    aside = commands or "commanding" in told
    drops = "override" in told
    any_drop = drops or "overriding" in told
    aware = not told.isdisjoint({"you", "machine", "secret", "command"})
    return (
        not told.isdisjoint({"strong", "dictate", "addressed"})
        or ("orders" in told and drops and ("prior" in told or aware))
        or ("orders" in told and any_drop and "prior" in told and aware)
        or ("secret" in told and (aside or any_drop))
        or ("reading" in told and ("machine" in told or (aside and not told.isdisjoint({"answer", "the answer"}))))
        or ("reader" in told and aside and "only" in told)
        or ("whoever" in told and aside)
        or ("voids" in told and "orders" in told and not told.isdisjoint({"you", "machine"}))
        or ("machine" in told and commands and not told.isdisjoint(_TASKS))
        or ("called" in told and not told.isdisjoint({"command", "override", "role", "answer"}))
        or ("literal" in told and not told.isdisjoint({"reply", "answer"}))
        or ("answer" in told and (commands or (aside and "only" in told)))
        or ("the answer" in told and "only" in told and (commands or "machine" in told))
        or ("role" in told and (commands or not told.isdisjoint({"machine", "orders", "answer", "secret"})))
    )


def _told(plain: str, *, foreign: bool = False) -> Iterator[str]:
    """Yield what the words of a folded text do; `foreign` leaves those of English aside."""
    hits = [
        (start, end, phrase)
        for index, start, end in _matcher().find_matches_as_indexes(plain, overlapping=True)
        if _stands_alone(plain, start, end, open_end=(phrase := phrases()[index]).open)
        and not (foreign and phrase.language == "en")
    ]
    nouns = [(start, end) for start, end, phrase in hits if phrase.kind in _NOUNS]
    calls = dict(_calls(plain, hits))
    yield from calls.values()
    for start, end, phrase in hits:
        if phrase.kind not in _ASIDE:
            yield phrase.kind
        elif not any(first <= start and end <= last for first, last in nouns):  # "your answer" asks for none
            opens = _opens(plain, start, end, phrase) or plain[:start].rstrip(" \"'") in calls
            yield phrase.kind if opens else _ASIDE[phrase.kind]
    for kind, pattern in _PATTERNS:
        if pattern.search(plain):
            yield kind


def _calls(plain: str, hits: Sequence[tuple[int, int, Phrase]]) -> Iterator[tuple[str, str]]:
    """Yield the beginnings of the text that call a machine: by a word as in a letter, or by its name alone."""
    for start, end, phrase in hits:
        if phrase.kind not in _MACHINES or start > _NAMED_BEFORE:
            continue
        if match := _CALL_ENDS.match(plain, end - plain[:end].endswith((",", ":"))):
            yield plain[: match.end()], "addressed" if _CALLED.search(plain[:start]) else "called"


def _stands_alone(plain: str, start: int, end: int, *, open_end: bool) -> bool:
    if _UNSPACED.match(plain, start):
        return True
    before = plain[start - 1] if start else " "
    if before.isalnum() and not (before in _PROCLITIC and not (start > 1 and plain[start - 2].isalnum())):
        return False
    return open_end or not plain[end - 1].isalnum() or end == len(plain) or not plain[end].isalnum()


def _opens(plain: str, start: int, end: int, phrase: Phrase) -> bool:
    if phrase.language in _VERB_LAST:
        return _END.match(plain[end : end + 8]) is not None
    before = plain[max(0, start - _LOOK_BACK) : start]
    if phrase.kind == "dictate" and _AND.search(before):
        return True
    match = _START.search(before)
    return match is not None and (start <= _LOOK_BACK or match.start() > 0)  # a cut is no beginning
