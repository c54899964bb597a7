"""What is chosen by a model of its own: sectors, types."""

from bot.analysis.lexicon import Lexicon
from bot.analysis.sectors import find_sectors, sector_candidates
from bot.analysis.types import find_types, type_candidates
from bot.domain.vocabulary import CooperationType, Sector
from training.tags import Family

SECTOR_STRENGTH, TYPE_STRENGTH = 0.1, 0.1


def families(lexicon: Lexicon) -> tuple[Family, ...]:
    """Return the families, with the analyser's own functions."""
    return (
        Family(
            name="sector",
            field="sectors",
            keys=tuple(Sector),
            strength=SECTOR_STRENGTH,
            candidates=lambda document, heads: sector_candidates(document, lexicon, heads),
            choose=lambda document, model, heads: {
                tag.sector.value for tag in find_sectors(document, lexicon, model, heads)
            },
        ),
        Family(
            name="type",
            field="types",
            keys=tuple(CooperationType),
            strength=TYPE_STRENGTH,
            candidates=type_candidates,
            choose=lambda document, model, heads: {tag.type.value for tag in find_types(document, model, heads)},
        ),
    )
