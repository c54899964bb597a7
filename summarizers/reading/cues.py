"""Negation, modality and clauses."""

import re
from functools import lru_cache

from summarizers.reading.sentences import split_sentences
from summarizers.reading.spans import Span

_NEGATION = re.compile(
    r"\b(?:(?:can|could|would|should|did|does|do|is|are|was|were|has|have|had|wo|ca|sha|must|need|ai|might)n[’']t\b|cannot\b|"
    r"not(?!\s+(?:only|just|merely|least|to\s+mention|surprisingly))\b|never\b|neither\b|nor\b|none\b|nobody\b|nothing(?!\s+but)\b|"
    r"without\b|no\s+longer\b|no(?!\.?\s*\d|\.|\s+(?:doubt|less|fewer|later|sooner|matter|wonder|small|stranger))\b|"
    r"den(?:y|ies|ied|ying)\b|refus(?:e|es|ed|ing|al)\b|reject(?:s|ed|ing)?\b|rul(?:e|es|ed|ing)\s+out\b|"
    r"fail(?:s|ed|ing)?\s+to\b|declin(?:e|es|ed|ing)\s+to\b|stopped\s+short\s+of\b|far\s+from\b|instead\s+of\b|rather\s+than\b|"
    r"lack(?:s|ed|ing)?\b|unable\s+to\b|unlikely\b|yet\s+to\b|hardly\b|scarcely\b|"
    r"(?:walk|back|pull)(?:s|ed|ing)?\s+(?:away\s+from|out\s+of)\b)",
    re.IGNORECASE,
)
_SECOND_HAND = re.compile(r"den|rul|reject|refus", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:(?-i:may)|(?-i:May)(?=\s+(?:be|have|not)\b)|might|could|would|should|can|if|whether|unless|likely|possibl[ey]|potential(?:ly)?|perhaps|"
    r"plan(?:s|ned|ning)?|hop(?:e|es|ed|ing)|expect(?:s|ed|ing)?|intend(?:s|ed|ing)?|inten(?:t|tion)|aim(?:s|ed|ing)?|"
    r"seek(?:s|ing)?|sought|want(?:s|ed|ing)?|wish(?:es|ed)?|consider(?:s|ed|ing)?|explor(?:e|es|ed|ing)|eye(?:s|d|ing)|"
    r"mull(?:s|ed|ing)?|weigh(?:s|ed|ing)|propos(?:e|es|ed|al|als|ing)|offer(?:s|ed|ing)?\s+to|ready\s+to|willing\s+to|"
    r"keen\s+(?:to|on)|interest(?:ed)?\s+in|set\s+to|due\s+to\s+(?=\w+\b)|poised\s+to|urg(?:e|es|ed|ing)|call(?:s|ed|ing)?\s+for|ahead\s+of)\b",
    re.IGNORECASE,
)
_CLAUSE_BREAK = re.compile(
    r";\s*|:\s+|\s+[–—-]\s+|—|"
    r",?\s+(?=(?:but|while|whereas|although|though|because|which|unless)\b)|"
    r",\s+(?=(?:and|or|so|yet|nor|who|whose|where|when|if|as|after|before|since|until|with|not)\b)|"
    r",\s+(?=(?:was|were|is|are|has|have|had|will)\b)",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:has|have|had|is|are|was|were|will|would|can|could|did|does|do|should|may|might|must)\b|n[’']t", re.IGNORECASE
)
# "A contract that did not include spares": what is denied is told of the contract, which stands.
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|where)\b", re.IGNORECASE)
_FOLLOWING_REACH = 60


def negations(text: str) -> tuple[Span, ...]:
    """Return the words that deny ("not", "never", "without", "refused" …), in order; "not only" and "No. 5" do not."""
    return tuple(Span(match.start(), match.end()) for match in _NEGATION.finditer(text))


def modals(text: str) -> tuple[Span, ...]:
    """Return the words that leave open whether something is so ("may", "plans", "if" …), in order."""
    return tuple(Span(match.start(), match.end()) for match in _MODAL.finditer(text))


@lru_cache(maxsize=512)  # one sentence is asked about for every cue in it
def clauses(text: str) -> tuple[Span, ...]:
    """Return the clauses of each sentence, in order and disjoint, without outer space."""
    found: list[Span] = []
    for sentence in split_sentences(text):
        start = sentence.start
        for match in _CLAUSE_BREAK.finditer(text, sentence.start, sentence.end):
            found.extend(_trimmed(text, start, match.start()))
            start = match.end()
        found.extend(_trimmed(text, start, sentence.end))
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> tuple[Span, ...]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (Span(start, end),) if end > start else ()


def clause_of(text: str, span: Span) -> Span:
    """Return the clause `span` begins in, or the whole text where it begins in none."""
    return next((clause for clause in clauses(text) if clause.start <= span.start < clause.end), Span(0, len(text)))


def is_negated(text: str, span: Span) -> bool:
    """Tell whether what `span` covers is denied in its clause.

    A word before it may do so, or its own verb behind it ("the deal was not signed"). Two denials cancel out
    ("has not ruled out").
    """
    clause = clause_of(text, span)
    inside = [match for match in _denials(text, clause) if not span.contains(_span(match))]
    before = [match for match in inside if match.end() <= span.start]
    if before:
        return not (len(before) >= 2 and len(before) % 2 == 0 and _SECOND_HAND.match(before[-1].group()))
    return any(_denies_back(text, span, match) for match in inside if match.start() >= span.end)


@lru_cache(maxsize=512)  # as above
def _denials(text: str, clause: Span) -> tuple[re.Match[str], ...]:
    return tuple(_NEGATION.finditer(text, clause.start, clause.end))


def _span(match: re.Match[str]) -> Span:
    return Span(match.start(), match.end())


def _denies_back(text: str, span: Span, match: re.Match[str]) -> bool:
    """Tell whether a denial behind the span is that of its verb: "the deal has not …", "the contract was rejected"."""
    between = text[span.end : match.start()]
    word = match.group().lower()
    if len(between) > _FOLLOWING_REACH or "," in between or _RELATIVE.search(between):
        return False
    if word.endswith(("n't", "n’t")) or word == "cannot":
        return True
    return word in {"not", "never", "no longer", "rejected", "denied", "refused", "ruled out"} and bool(
        _AUXILIARY.search(between)
    )


def is_modal(text: str, span: Span) -> bool:
    """Tell whether `span` is only planned, possible or wished for ("may buy", "plans to", "if"), by its clause."""
    first = _doubt(text, clause_of(text, span))
    return first is not None and first.end() <= span.start


@lru_cache(maxsize=512)  # as above
def _doubt(text: str, clause: Span) -> re.Match[str] | None:
    return _MODAL.search(text, clause.start, clause.end)
