"""What a summary should name of a deal: its parties, and every name and figure of its record."""

from collections.abc import Iterable

from bot.domain.analysis import Fact, Party
from bot.domain.vocabulary import FactKind


def focus(parties: Iterable[Party], facts: Iterable[Fact]) -> tuple[tuple[str, ...], ...]:
    """Return each party and fact but dates, in the forms in which the text names it; each once, in order."""
    named = [tuple(dict.fromkeys(proof.quote for proof in party.evidence)) for party in parties]
    told = [(fact.evidence.quote, fact.value) for fact in facts if fact.kind is not FactKind.DATE]
    return tuple(dict.fromkeys((*named, *(tuple(dict.fromkeys(forms)) for forms in told))))
