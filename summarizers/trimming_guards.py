"""What keeps a cut from being made: what may not go, what would not stand, what no cut may split."""

import re
from dataclasses import dataclass

from summarizers.reading import find_dates, find_money, find_numbers, find_proper_names, negations
from summarizers.trimming_words import BINDING, SAID, SCOPED, SUBORDINATE, VERB

LEAST_WORDS = 6
COMMA_AT = re.compile(r"(?<!\d),|,(?!\d)")
_LISTED = re.compile(r",\s+(?:and|or|including|such as|which|who|whose|where|while|as|after|with|[a-z]+ing)\b")
_SPEAKER_AT_END = re.compile(
    r",\s[^,]{2,90}\s(?:said|says|added|told [^,.]{2,60}|stated|announced)\b|according to", re.IGNORECASE
)
# "… in the process": a phrase behind the last comma may open what was to follow.
_OPEN_SEGMENT = re.compile(
    r",\s(?:while|as|when|after|before|in|on|at|by|for|from|with|during|amid|following|despite|because|since|to|and|or)\s"
    r"[^,]*\Z|\b(?:while|when|as|after|before|and|or|that),\s[^,]*\Z"
)
_SUBJECTLESS = re.compile(
    r"\b(?:and|or|to|of|in|on|for|with|by|from|at|as|than|the|a|an|their|its|his|her|both|between|which|that|who|whom|whose|"
    r"where|when|while|because|so|not|nor|never|be|been|being|is|are|was|were|am|has|have|had|having|will|would|can|could|"
    r"may|might|must|should|shall|do|does|did|into|onto|over|under|about|against|among|via|per|if|whether|also|only|such|"
    r"more|less|between|including|made|makes?|act|acts|acting|serve|serves|provides?|providing|consists?|includes?|depends?|"
    r"agrees?|leads?|allows?|enables?|requires?|needs?|seeks?|wants?|aims?|gives?|gets?|takes?|lets?|puts?|becomes?|remains?|"
    r"contains?|involves?|ensures?|comprises?|considers?|helps?|uses?|sees?|says?|tells?|marks?)\Z",
    re.IGNORECASE,
)
_LAST_ALONE = re.compile(r",\s(?:\w+ly\s)?(?P<word>[a-z]+)\Z")
# "The minister said during a visit to Riyadh": what was said is gone.
_UNSAID = re.compile(
    r"[^,“”\"]*\b(?:said|says|added|stated)\s(?P<rest>(?:during|on|in|at|after|before|while|last|this|earlier|late)\b[^,“”\"]*)\Z"
)
# "…, which its design bureau": what the clause tells of is yet to come.
_OPEN_CLAUSE = re.compile(r",\s(?:which|who|whose|where|whom)\s(?P<clause>(?:(?!,\s(?:which|who|whose|where)\s).)*)\Z")
LATER_VERB = re.compile(r"\b(?:that|which|who|whom|whose|after|when|as|while|where|to)\b.*", re.DOTALL)
OLD = re.compile(r"\b(?:1[89]|20)\d\d\b|\b(?:ago|years?|decades?|centur\w+)\b")
_CLAIMING = re.compile(
    r"(?:sa(?:y|ys|id)|told|tells?|add(?:s|ed)|stat(?:es|ed)|believ\w*|hop(?:es|ed)|report\w*|announc\w*|confirm\w*|"
    r"not(?:es|ed)|learn\w*|that)\b"
)


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """Characters `start` to `end` that may go; an inner one leaves "…" behind, a tail the full stop."""

    start: int
    end: int
    kind: str


def may_go(gone: str) -> bool:
    """Tell whether `gone` takes along no denial, no condition and no one's word."""
    return not negations(gone) and BINDING.search(gone) is None and _SPEAKER_AT_END.search(gone) is None


def plain(head: str) -> bool:
    """Tell whether `head` is said flatly: nothing denied or bounded, no word whose sense hangs on what follows."""
    return not negations(head) and SCOPED.search(head) is None and BINDING.search(head) is None


def resumes(gone: str) -> bool:
    """Tell whether the sentence may go on behind a comma in what would be cut."""
    listed = {match.start() for match in _LISTED.finditer(gone)}
    return any(match.start() not in listed for match in COMMA_AT.finditer(gone))


def stands(head: str) -> bool:
    """Tell whether what is left of a cut is a sentence: a main clause with a verb, not a mere opening."""
    main = head
    if SUBORDINATE.match(head.lstrip("\"“‘'(")):
        main = head.partition(", ")[2]
    if len(main.split()) < LEAST_WORDS or _SUBJECTLESS.search(main):
        return False
    clause = _OPEN_CLAUSE.search(main)
    if clause is not None and VERB.search(clause["clause"].partition(",")[0]) is None:
        return False
    told = main.rpartition(" that ")[2]  # "said that the two men, 26 and 19": the verb of what is said is yet to come
    return VERB.search(told) is not None and _OPEN_SEGMENT.search(main) is None


def hangs(form: str) -> bool:
    """Tell whether a sentence cut short ends on a word that waits for another, or on a verb alone behind a comma."""
    end = form.rstrip(" .…”’\"'")
    alone = _LAST_ALONE.search(end)
    unsaid = _UNSAID.match(end)
    if unsaid is not None and VERB.search(unsaid["rest"]) is None:
        return True
    return _SUBJECTLESS.search(end) is not None or (alone is not None and VERB.fullmatch(alone["word"]) is not None)


def acts(head: str) -> bool:
    """Tell whether the last verb of `head` tells a deed: behind "said" or "that" the verb is yet to come."""
    verbs = list(VERB.finditer(head))
    last = verbs[-1] if verbs else None
    return (
        last is not None
        and _CLAIMING.match(last.group()) is None
        and re.search(r"\bthat\b", head[last.end() :]) is None
    )


def splits(text: str) -> list[tuple[int, int]]:
    """Return what no cut may split: figures with their units, dates, names, denials."""
    spans = (*find_numbers(text), *find_money(text), *find_dates(text), *find_proper_names(text), *negations(text))
    return [(span.start, span.end) for span in spans]


def clear(cut: Cut, kept: list[tuple[int, int]]) -> bool:
    """Tell whether neither edge of the cut lies inside one of `kept`."""
    return all(not (start < edge < end) for start, end in kept for edge in (cut.start, cut.end))


def keeps_enough(text: str, cut: Cut) -> bool:
    """Tell whether a sentence is left of `text` without `cut`."""
    return len((text[: cut.start] + " " + text[cut.end :]).split()) >= LEAST_WORDS


def adds_only(gone: str) -> bool:
    """Tell whether a phrase holds no speaker, no old date and no verb but behind a word that subordinates it."""
    return OLD.search(gone) is None and SAID.search(gone) is None and VERB.search(LATER_VERB.sub("", gone)) is None


def has_comma(text: str) -> bool:
    """Tell whether `text` has a comma that is not a number's."""
    return COMMA_AT.search(text) is not None
