"""How far it has got: the furthest stage a sentence reports as reached, read past negation and may-be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.document import Cue, Document
from bot.analysis.parties import deal_sentences
from bot.domain.analysis import StageReading
from bot.domain.vocabulary import Stage
from summarizers.reading import is_modal, is_negated
from summarizers.reading.spans import Span

_REACH = 24
_CAUSE = re.compile(r"(?:due to|owing to|because of|amid|after|long|despite|without|avoid)[ -](?:\w+ ){0,2}$")
_FUTURE = re.compile(r"\b(?:to|will|shall|would)(?: be| begin| commence| start| launch| soon)?(?: the)? $")
_AHEAD = frozenset({Stage.DELIVERY, Stage.PRODUCTION, Stage.COMPLETED})
_FIRM = frozenset({Stage.INTEREST, Stage.TALKS, Stage.TENDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    stage: Stage
    cue: Cue
    weak: bool = False


def find_stage(document: Document) -> StageReading | None:
    """Return the furthest stage reached: the title's word first, then the lead's, then that of deal sentences.

    What is denied is not reached; what may, could or is planned to happen is no more than interest or talks.
    """
    claims = tuple(_claims(document))
    found = _in_title(document, claims) or _in_body(document, claims)
    if found is None:
        return None
    return StageReading(stage=found.stage, evidence=(document.evidence(found.cue.start, found.cue.end),))


def _in_title(document: Document, claims: Sequence[_Claim]) -> _Claim | None:
    """Return the title's claim; one of mere interest gives way to talks or a tender told in the lead.

    Where the title is all there is, its weak words are heard too.
    """
    title = [claim for claim in claims if claim.cue.sentence == 0]
    found = _furthest([claim for claim in title if not claim.weak])
    if found is None and document.lead_end == 0:
        return _most_cautious([claim for claim in title if claim.weak])
    if found and found.stage is Stage.INTEREST:
        near = [c for c in _of_deals(document, claims) if 0 < c.cue.sentence <= document.lead_end and not c.stage.aside]
        return _furthest([claim for claim in near if claim.stage.rank <= Stage.TENDER.rank]) or found
    return found


def _in_body(document: Document, claims: Sequence[_Claim]) -> _Claim | None:
    """Return the claim of the lead's deal sentences, else of any deal sentence, else of any, else a weak one."""
    plain = [claim for claim in claims if not claim.weak]
    deals = _of_deals(document, claims)
    lead = [claim for claim in deals if 0 < claim.cue.sentence <= document.lead_end]
    return _furthest(lead) or _furthest(deals) or _furthest(plain) or _most_cautious(claims)


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
        yield _Claim(stage=Stage(cue.key), cue=cue, weak=True)


def _reached(document: Document, cue: Cue) -> Stage | None:
    """Return the stage `cue` speaks for, lowered where it is only possible, None where it is denied."""
    stage = Stage(cue.key)
    region = document.sentences[cue.sentence]
    sentence, span = document.slice(region), Span(cue.start - region.start, cue.end - region.start)
    if is_negated(sentence, span):
        return None
    before = sentence[max(0, span.start - _REACH) : span.start].casefold()
    if stage.aside and _CAUSE.search(before):
        return None
    if stage in _AHEAD and _FUTURE.search(before):
        return Stage.CONTRACT
    if stage not in _FIRM and not stage.aside and is_modal(sentence, span):
        return Stage.TALKS if stage.rank >= Stage.SELECTED.rank else Stage.INTEREST
    return stage


def _most_cautious(claims: Sequence[_Claim]) -> _Claim | None:
    """Return the most cautious of claims that are only hinted at, unless one is a delay or an end."""
    return min(claims, key=lambda c: (c.stage.rank, c.cue.start), default=None)


def _furthest(claims: Sequence[_Claim]) -> _Claim | None:
    """Return the furthest claim; a stage aside (delayed, cancelled) counts where it is said no later than the rest."""
    if not claims:
        return None
    aside = next((c for c in claims if c.stage.aside), None)
    ordered = [c for c in claims if not c.stage.aside]
    if aside and (not ordered or aside.cue.sentence <= min(c.cue.sentence for c in ordered)):
        return aside
    return max(ordered, key=lambda c: (c.stage.rank, -c.cue.start))
