"""How far it has got: the stage the main news has reached, past negation, may-be and what lies ahead."""

from bot.analysis.document import Document
from bot.analysis.stage_rules import ruled
from bot.domain.analysis import StageReading


def find_stage(document: Document) -> StageReading | None:
    """Return the stage reached, with the word that proves it: the title's first, then the lead's, then the deals'.

    What is denied is not reached; what may, could or is planned to happen is no more than interest or talks; making
    and delivering count where they are told as done or under way, not where they are expected or mere background.
    """
    found = ruled(document)
    if found is None:
        return None
    return StageReading(stage=found.stage, evidence=(document.evidence(found.cue.start, found.cue.end),))
