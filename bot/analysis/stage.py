"""How far it has got: the furthest stage a sentence reports as reached, read past negation and may-be."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.analysis.document import Cue, Document
from bot.analysis.parties import deal_sentences
from bot.domain.analysis import StageReading
from bot.domain.vocabulary import Stage
from summarizers.reading import is_modal, is_negated
from summarizers.reading.spans import Span

_FIRM = frozenset({Stage.INTEREST, Stage.TALKS, Stage.TENDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    stage: Stage
    cue: Cue


def find_stage(document: Document) -> StageReading | None:
    """Return the furthest stage reached: the title's word first, then the lead's, then that of deal sentences.

    What is denied is not reached; what may, could or is planned to happen is no more than interest or talks.
    """
    deals = deal_sentences(document)
    claims = list(_claims(document))
    title = [c for c in claims if c.cue.sentence == 0]
    lead = [c for c in claims if 0 < c.cue.sentence <= document.lead_end and c.cue.sentence in deals]
    rest = [c for c in claims if c.cue.sentence in deals] or claims
    weak = [_Claim(stage=Stage(c.key), cue=c) for c in document.cues_of("weak_stage")]
    found = _furthest(title) or _weakest([c for c in weak if c.cue.sentence == 0]) if document.lead_end == 0 else None
    found = found or _furthest(title) or _furthest(lead) or _furthest(rest) or _weakest(weak)
    if found is None:
        return None
    if found.cue.sentence == 0 and found.stage is Stage.INTEREST:
        found = _furthest([c for c in lead if not c.stage.aside and c.stage.rank <= Stage.TENDER.rank]) or found
    return StageReading(stage=found.stage, evidence=(document.evidence(found.cue.start, found.cue.end),))


def _claims(document: Document) -> Iterator[_Claim]:
    for cue in document.cues_of("stage"):
        stage = _reached(document, cue)
        if stage:
            yield _Claim(stage=stage, cue=cue)


def _reached(document: Document, cue: Cue) -> Stage | None:
    """Return the stage `cue` speaks for, lowered where it is only possible, None where it is denied."""
    stage = Stage(cue.key)
    region = document.sentences[cue.sentence]
    sentence, span = document.slice(region), Span(cue.start - region.start, cue.end - region.start)
    if is_negated(sentence, span):
        return None
    if stage not in _FIRM and not stage.aside and is_modal(sentence, span):
        return Stage.TALKS if stage.rank >= Stage.SELECTED.rank else Stage.INTEREST
    return stage


def _weakest(claims: list[_Claim]) -> _Claim | None:
    """Return the most cautious of claims that are only hinted at, unless one is a delay or an end."""
    return min(claims, key=lambda c: (c.stage.rank, c.cue.start), default=None)


def _furthest(claims: list[_Claim]) -> _Claim | None:
    """Return the furthest claim; a stage aside (delayed, cancelled) counts where it is said no later than the rest."""
    if not claims:
        return None
    aside = next((c for c in claims if c.stage.aside), None)
    ordered = [c for c in claims if not c.stage.aside]
    if aside and (not ordered or aside.cue.sentence <= min(c.cue.sentence for c in ordered)):
        return aside
    return max(ordered, key=lambda c: (c.stage.rank, -c.cue.start))
