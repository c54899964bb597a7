"""What each word of a stage claims: the stage it speaks for once negation, may-be and tense are read in its clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.analysis.document import Cue, Document
from bot.analysis.tense import Tense, tense_of
from bot.domain.vocabulary import Stage
from summarizers.reading import clause_of, is_modal, is_negated
from summarizers.reading.spans import Span

_LATE = frozenset({Stage.DELIVERY, Stage.PRODUCTION, Stage.COMPLETED})
# What is told as background, or of years ago, is no news of these.
_NEWS_ONLY = _LATE | {Stage.APPROVED, Stage.DELAYED, Stage.CANCELLED}
_REACH = 60
_EARLY = frozenset({Stage.INTEREST, Stage.TALKS, Stage.TENDER})
# "Moving toward deeper cooperation", "should jointly develop".
_WISHED = re.compile(
    r"\b(?:towards?|should|must|potential for|call\w* for|urg\w+|ready to|keen|willing\w*)\b", re.IGNORECASE
)
# "May", "might" and "if" leave even talks open; "will" and "is to" do not.
_DOUBTFUL = re.compile(r"\b(?:(?-i:may)|might|could|if|hop(?:es?|ed|ing))\b", re.IGNORECASE)
# What is only planned, wished for or weighed has not been talked about yet.
_HOPED = re.compile(
    r"\b(?:(?-i:may)|might|could|plan(?:s|ned|ning)?|want(?:s|ed|ing)?|seek(?:s|ing)?|hop(?:es?|ed|ing)|consider\w*|"
    r"eye(?:s|d|ing)?|mull\w*|keen|interested|intend\w*|aim(?:s|ing)?)\b",
    re.IGNORECASE,
)
# What is yet to be done is open, not denied.
_OPEN = re.compile(r"\byet\b", re.IGNORECASE)
# "In negotiations to buy".
_IN_TALKS = re.compile(
    r"\b(?:talks|negotiations?|discussions?) (?:with [\w ]{2,30} )?(?:to |on |over |for )?$", re.IGNORECASE
)
# Talks of which nothing came; a bid that is no offer in a tender but an attempt: "its bid to win a share".
_FAILED = re.compile(r"^[^,;.]{0,50}\b(?:failed|broke down|fell through|went nowhere)\b", re.IGNORECASE)
_ATTEMPT, _TO_DO = re.compile(r"bids?", re.IGNORECASE), re.compile(r"\s+to\s+[a-z]+", re.IGNORECASE)
# A choice that is still to come is a competition that still runs.
_CHOICE = re.compile(r"\b(?:winner|select\w*|cho(?:se|sen|os\w+)|pick\w*|down ?select\w*)\b", re.IGNORECASE)

# What is halted is not under way: "halted the shipment", "deliveries have been suspended".
_HALTING = re.compile(
    r"\b(?:halt|stop|suspend|block|freez|paus|withh[eo]ld|postpon|put off|hold up|held up)"
    r"(?:s|e|es|ed|ped|ping|ing|ting)?"
    r"(?: (?!to\b)[\w’'-]+){0,3} $",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:den(?:y|ies|ied)|no|not|never)\b", re.IGNORECASE)
_NO_COMMENT = re.compile(
    r"\b(?:no|not|without|declin\w+|refus\w+)(?: to)?(?: immediate| further)? comment(?:ed)?\b", re.IGNORECASE
)
_NOT_YET = re.compile(r"\b(?:to|will|would|shall) (?:\w+ )?$", re.IGNORECASE)
_HALTED = re.compile(
    r"^(?: of [\w ’'-]{2,40}?| to [\w ’'-]{2,30}?)? (?:(?:has|have|had|was|were|is|are)(?: been)? )"
    r"(?:halted|stopped|suspended|blocked|frozen|paused|withheld|postponed|put off|held up)\b",
    re.IGNORECASE,
)
# What is dropped is no longer wished for: "drops its plan to buy", "terminated the agreement".
_DROPPING = re.compile(
    r"\b(?:drop(?:s|ped)?|scrap(?:s|ped)?|abandon(?:s|ed)?|shelve[sd]?|ditch(?:es|ed)|g[ai]ve(?:s|n)? up(?: on)?"
    r"|terminate[sd]?|t(?:ears|ore) up|(?:walk|back|pull)(?:s|ed) (?:away from|out of))"
    r"(?: (?:an?|the|its|their|any|his|her|this|that|[\w-]+ed|plans?|bids?|efforts?|offers?|ideas?|proposals?"
    r"|of|for|on)){0,4} $",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A stage that a word of the text speaks for; `weak` where the word often means something else."""

    stage: Stage
    cue: Cue
    weak: bool = False

    @property
    def sentence(self) -> int:
        """Number of the sentence the word stands in; the title is 0."""
        return self.cue.sentence


def wishes_of(document: Document) -> tuple[tuple[Cue, bool], ...]:
    """Return the words of wish, offer, plan or may-be in the title, each with whether it is denied."""
    found = []
    for cue in document.cues_of("wish", 0):
        sentence, span = within(document, cue)
        if not _is_other(document, cue):
            found.append((cue, is_negated(sentence, span) and not _OPEN.search(sentence)))
    return tuple(found)


def within(document: Document, cue: Cue) -> tuple[str, Span]:
    """Return the sentence `cue` stands in and its place there."""
    region = document.sentences[cue.sentence]
    # Who has no comment denies nothing.
    sentence = _NO_COMMENT.sub(lambda match: "_" * len(match.group()), document.slice(region))
    return sentence, Span(cue.start - region.start, cue.end - region.start)


def plain_claims(document: Document) -> Iterator[Claim]:
    """Yield the claims of the cues of stages, weak where such a cue is a soft one."""
    soft = {(cue.start, cue.end) for cue in document.cues_of("soft")}
    for cue in document.cues_of("stage"):
        stage = None if _is_other(document, cue) else _reached(document, cue)
        if stage:
            yield Claim(stage=stage, cue=cue, weak=(cue.start, cue.end) in soft)


def weak_claims(document: Document) -> Iterator[Claim]:
    """Yield the claims of words that only hint at a stage."""
    for cue in document.cues_of("weak_stage"):
        sentence, span = within(document, cue)
        if not (is_negated(sentence, span) or _is_other(document, cue)):
            wished = cue.key == Stage.MOU and _WISHED.search(sentence[: span.start])
            yield Claim(stage=Stage.TALKS if wished else Stage(cue.key), cue=cue, weak=True)


def _is_other(document: Document, cue: Cue) -> bool:
    """Whether the word is another: the month of May, a name in capitals like LIFT, the head of "won't"."""
    word, region = document.text[cue.start : cue.end], document.sentences[cue.sentence]
    if word == "May":
        return cue.sentence > 0
    if document.text[cue.end : cue.end + 2].lower() in {"'t", "’t"}:
        return True
    return len(word) == 4 and word.isupper() and not document.slice(region).isupper()


def _reached(document: Document, cue: Cue) -> Stage | None:
    """Return the stage `cue` speaks for, lowered where it is only possible or ahead, None where it is denied."""
    stage = Stage(cue.key)
    sentence, span = within(document, cue)
    published = document.article.published
    tense = tense_of(sentence, span, year=published.year if published else None)
    if tense is Tense.CAUSE or is_negated(sentence, span):
        return None
    ended = None if stage.aside else _ended(stage, sentence, span)
    if ended or (tense is Tense.BACKGROUND and stage in _NEWS_ONLY):
        return ended
    if stage in _EARLY or stage.aside:
        return _early(stage, sentence, span)
    if _IN_TALKS.search(sentence[: span.start]):
        return Stage.TALKS
    ahead = tense is Tense.AHEAD
    if ahead or is_modal(sentence, span):
        return None if ahead and stage in _LATE else _before(stage, sentence, span, ahead=ahead)
    return stage


def _ended(stage: Stage, sentence: str, span: Span) -> Stage | None:
    """Return what has become of `stage` where its clause says that it is halted or dropped."""
    clause = clause_of(sentence, span)
    dropping = _DROPPING.search(sentence, clause.start, span.start)
    if dropping and _is_done(sentence, dropping):
        return Stage.CANCELLED
    if stage not in _LATE:
        return None
    halting = _HALTING.search(sentence, clause.start, span.start)
    if (halting and _is_done(sentence, halting)) or _HALTED.search(sentence[span.end : clause.end]):
        return Stage.DELAYED
    return None


def _is_done(sentence: str, match: re.Match[str]) -> bool:
    """Whether the verb of `match` is told as a fact: not what may be or is asked for."""
    span = Span(match.start(), match.end())
    before = sentence[clause_of(sentence, span).start : span.start]
    return not (_NOT_YET.search(before) or is_modal(sentence, span) or is_negated(sentence, span))


def denied_of(document: Document) -> Iterator[Stage]:
    """Yield the stages that the title says are not reached: "denies talks", "no contract for"."""
    for family in ("stage", "weak_stage"):
        for cue in document.cues_of(family, 0):
            sentence, span = within(document, cue)
            if _DENIAL.search(sentence[: span.start]) and is_negated(sentence, span) and not _is_other(document, cue):
                yield Stage(cue.key)


def is_unsigned(document: Document) -> bool:
    """Whether the lead says that there is no contract: "no contract has been signed yet"."""
    papers = (
        cue for cue in document.cues if cue.family in ("stage", "soft", "weak_stage") and cue.key == Stage.CONTRACT
    )
    return any(0 < cue.sentence <= document.lead_end and is_negated(*within(document, cue)) for cue in papers)


def _early(stage: Stage, sentence: str, span: Span) -> Stage | None:
    """Return `stage`; doubtful talks and a bid to do something are interest, talks that failed are none."""
    after = sentence[span.end :]
    if stage is Stage.TALKS:
        if _FAILED.search(after):
            return None
        return Stage.INTEREST if _is_doubtful(sentence, span) else stage
    attempt = stage is Stage.TENDER and _ATTEMPT.fullmatch(span.of(sentence)) and _TO_DO.match(after)
    return Stage.INTEREST if attempt else stage


def _before(stage: Stage, sentence: str, span: Span, *, ahead: bool) -> Stage:
    """Return what has been reached where `stage` is still ahead, or only possible."""
    if not ahead and stage.rank < Stage.SELECTED.rank:
        return Stage.INTEREST
    if stage is Stage.SELECTED and _CHOICE.search(span.of(sentence)):
        return Stage.TENDER
    clause = clause_of(sentence, span)
    return Stage.INTEREST if _HOPED.search(sentence[clause.start : span.start]) else Stage.TALKS


def _is_doubtful(sentence: str, span: Span) -> bool:
    clause = clause_of(sentence, span)
    return _DOUBTFUL.search(sentence[max(clause.start, span.start - _REACH) : span.start]) is not None
