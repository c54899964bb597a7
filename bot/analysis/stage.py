"""How far it has got: the furthest stage a sentence reports as reached, past negation, may-be and what lies ahead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.document import Cue, Document
from bot.analysis.parties import deal_sentences
from bot.analysis.tense import Tense, tense_of
from bot.domain.analysis import StageReading
from bot.domain.vocabulary import Stage
from summarizers.reading import is_modal, is_negated
from summarizers.reading.spans import Span

_LATE = frozenset({Stage.DELIVERY, Stage.PRODUCTION, Stage.COMPLETED})
_EARLY = frozenset({Stage.INTEREST, Stage.TALKS, Stage.TENDER})
# "Moving toward deeper cooperation", "should jointly develop".
_WISHED = re.compile(
    r"\b(?:towards?|should|must|potential for|call\w* for|urg\w+|ready to|keen|willing\w*)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    stage: Stage
    cue: Cue
    weak: bool = False


def find_stage(document: Document) -> StageReading | None:
    """Return the furthest stage reached: the title's word first, then the lead's, then that of deal sentences.

    What is denied is not reached; what may, could or is planned to happen is no more than interest or talks; making
    and delivering count where they are told as done or under way, not where they are expected or mere background.
    """
    claims = tuple(_claims(document))
    found = _in_title(document, claims) or _in_body(document, claims)
    if found is None:
        return None
    return StageReading(stage=found.stage, evidence=(document.evidence(found.cue.start, found.cue.end),))


def _in_title(document: Document, claims: Sequence[_Claim]) -> _Claim | None:
    """Return the title's claim; one of mere interest gives way to talks or a tender told in the lead."""
    found = _furthest([claim for claim in claims if claim.cue.sentence == 0 and not claim.weak])
    if found and found.stage is Stage.INTEREST:
        near = [c for c in _of_deals(document, claims) if 0 < c.cue.sentence <= document.lead_end and not c.stage.aside]
        return _furthest([claim for claim in near if claim.stage.rank <= Stage.TENDER.rank]) or found
    return found


def _in_body(document: Document, claims: Sequence[_Claim]) -> _Claim | None:
    """Return the claim of the deals in the lead, else a weak one of the title, else of deals, of any, or a weak one."""
    plain = [claim for claim in claims if not claim.weak]
    weak = [claim for claim in claims if claim.weak]
    deals = _of_deals(document, claims)
    told = deal_sentences(document)
    return (
        _furthest([claim for claim in deals if 0 < claim.cue.sentence <= document.lead_end])
        or _most_cautious([claim for claim in weak if claim.cue.sentence == 0])
        or _furthest(deals)
        or _furthest(plain)
        or _most_cautious([claim for claim in weak if claim.cue.sentence in told])
        or _most_cautious(weak)
    )


def _of_deals(document: Document, claims: Sequence[_Claim]) -> list[_Claim]:
    deals = deal_sentences(document)
    return [claim for claim in claims if not claim.weak and claim.cue.sentence in deals]


def _claims(document: Document) -> Iterator[_Claim]:
    soft = {(cue.start, cue.end) for cue in document.cues_of("soft")}
    for cue in document.cues_of("stage"):
        stage = _reached(document, cue)
        if stage:
            yield _Claim(stage=stage, cue=cue, weak=(cue.start, cue.end) in soft)
    for cue in document.cues_of("weak_stage"):
        if not _is_idle(document, cue):
            yield _Claim(stage=_hinted(document, cue), cue=cue, weak=True)


def _hinted(document: Document, cue: Cue) -> Stage:
    """Return the stage of a weak word; a pact or partnership that is wished for is talks."""
    sentence, span = _within(document, cue)
    wished = cue.key == Stage.MOU and _WISHED.search(sentence[: span.start])
    return Stage.TALKS if wished else Stage(cue.key)


def _is_idle(document: Document, cue: Cue) -> bool:
    """Whether a weak word is denied, or is the month of May."""
    sentence, span = _within(document, cue)
    month = document.text[cue.start : cue.end] == "May" and cue.sentence > 0
    return month or is_negated(sentence, span)


def _reached(document: Document, cue: Cue) -> Stage | None:
    """Return the stage `cue` speaks for, lowered where it is only possible or ahead, None where it is denied."""
    stage = Stage(cue.key)
    sentence, span = _within(document, cue)
    if is_negated(sentence, span):
        return None
    published = document.article.published
    tense = tense_of(sentence, span, year=published.year if published else None)
    if tense is Tense.CAUSE or (tense is Tense.BACKGROUND and (stage.aside or stage in _LATE)):
        return None
    if stage in _EARLY or stage.aside:
        return stage
    if tense is Tense.AHEAD:
        return None if stage in _LATE else Stage.TALKS
    if is_modal(sentence, span):
        return Stage.TALKS if stage.rank >= Stage.SELECTED.rank else Stage.INTEREST
    return stage


def _within(document: Document, cue: Cue) -> tuple[str, Span]:
    region = document.sentences[cue.sentence]
    return document.slice(region), Span(cue.start - region.start, cue.end - region.start)


def _most_cautious(claims: Sequence[_Claim]) -> _Claim | None:
    """Return the most cautious of claims that are only hinted at, unless one is a delay or an end."""
    return min(claims, key=lambda c: (c.stage.rank, c.cue.start), default=None)


def _furthest(claims: Sequence[_Claim]) -> _Claim | None:
    """Return the furthest claim; a stage aside (delayed, cancelled) counts where it is said no later than the rest.

    Of several such in a sentence the one said in most words counts: "suspends agreement" before "suspends".
    """
    aside = min(
        (c for c in claims if c.stage.aside), key=lambda c: (c.cue.sentence, c.cue.start - c.cue.end), default=None
    )
    ordered = [c for c in claims if not c.stage.aside]
    if aside and (not ordered or aside.cue.sentence <= min(c.cue.sentence for c in ordered)):
        return aside
    return max(ordered, key=lambda c: (c.stage.rank, -c.cue.start), default=None)
