"""Which of the claimed stages is the news: the title's word, then the lead's, then that of sentences on deals."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.analysis.document import Cue, Document
from bot.analysis.stage_claims import Claim, denied_of, is_unsigned, plain_claims, weak_claims, wishes_of
from bot.domain.vocabulary import Stage

# How words begin that tell of talks themselves.
_HELD = (
    *("talk", "negotia", "discuss", "dialog", "consult", "deliberat", "brainstorm"),
    *("finali", "advanced", "working", "hammering", "close"),
)
_OPENING, _NEAR = 2, 3
_BARE = re.compile(r"deals?|orders?|w[io]ns?|develops?|joint|cooperation|agreements?|pact", re.IGNORECASE)


class Choice(NamedTuple):
    """A stage and the word that proves it."""

    stage: Stage
    cue: Cue


def ruled(document: Document) -> Choice | None:
    """Return the stage the rules choose, None where nothing speaks for any.

    The title decides where it reports a step. Where it only wishes, offers, plans or supposes, talks or an approval
    told in the lead count, and contracts and deliveries of the past do not. Elsewhere the lead decides, then the rest.
    What is only said "to be bought" is in talks where the lead says that nothing has been signed.
    """
    found = _found(document)
    if found and found.stage.rank > Stage.TALKS.rank and _is_meant(document, found.cue) and is_unsigned(document):
        return Choice(Stage.TALKS, found.cue)
    return found


def _is_meant(document: Document, cue: Cue) -> bool:
    return document.text[cue.start : cue.end].lower().startswith("to ")


def _found(document: Document) -> Choice | None:
    found = _undenied(document, plain_claims(document))
    title = furthest(c for c in found if c.sentence == 0 and not c.weak)
    if title and title.stage not in (Stage.INTEREST, Stage.TALKS):
        return Choice(title.stage, title.cue)
    wish = _wish(document)
    if wish and wish[1] and not title:
        return Choice(Stage.CANCELLED, wish[0])
    if document.lead_end and (wish or title):
        return _in_lead(document, found, title=title, wish=wish[0] if wish else None)
    if title:
        return Choice(title.stage, title.cue)
    last = Choice(Stage.INTEREST, wish[0]) if wish else None
    return _in_body(document, (*found, *_undenied(document, weak_claims(document)))) or last


def _undenied(document: Document, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return `claims` without what the title denies: told below it, a contract is another or one of the past."""
    every = tuple(claims)
    ranks = [stage.rank for stage in denied_of(document) if not stage.aside]
    if not ranks or any(claim.sentence == 0 for claim in every):
        return every
    return tuple(claim for claim in every if claim.stage.aside or claim.stage.rank < min(ranks))


def _wish(document: Document) -> tuple[Cue, bool] | None:
    """Return the title's first word of wish, and whether it is denied."""
    return next(iter(wishes_of(document)), None)


def _in_lead(document: Document, claims: Sequence[Claim], *, title: Claim | None, wish: Cue | None) -> Choice | None:
    """Return what the lead makes of a title that only wishes or talks."""
    if title and title.stage is Stage.TALKS:
        return Choice(title.stage, title.cue)
    plain = [c for c in claims if not c.weak and c.sentence <= document.lead_end]
    for stage, told in (
        (Stage.APPROVED, [c for c in plain if c.stage is Stage.APPROVED and 0 < c.sentence <= _NEAR]),
        (Stage.TALKS, [c for c in plain if c.stage is Stage.TALKS and _is_held(document, c)]),
        (Stage.TENDER, [c for c in plain if c.stage is Stage.TENDER and c.sentence <= 1]),
    ):
        if told:
            return Choice(stage, told[0].cue)
    cue = title.cue if title else wish
    return Choice(Stage.INTEREST, cue) if cue else None


def _is_held(document: Document, claim: Claim) -> bool:
    """Whether the word tells of talks themselves, not of a mere visit."""
    words = document.text[claim.cue.start : claim.cue.end].lower()
    return any(word.startswith(_HELD) for word in words.split())


def _in_body(document: Document, claims: Sequence[Claim]) -> Choice | None:
    """Return the claim of the text's opening, else of deals in the lead, a weak one of the title, or what is left."""
    told = document.deal_sentences
    plain = [claim for claim in claims if not claim.weak]
    weak = [claim for claim in claims if claim.weak]
    deals = [claim for claim in plain if claim.sentence in told]
    lead = document.lead_end
    found = (
        furthest(claim for claim in plain if 0 < claim.sentence <= min(lead, _OPENING))
        or furthest(claim for claim in deals if 0 < claim.sentence <= lead)
        or _most_cautious(claim for claim in weak if claim.sentence == 0 and not (lead and _is_bare(document, claim)))
        or _earliest(deals)
        or _earliest(plain)
        or _most_cautious(claim for claim in weak if claim.sentence in told)
        or _most_cautious(weak)
    )
    return Choice(found.stage, found.cue) if found else None


def _earliest(claims: Sequence[Claim]) -> Claim | None:
    """Return the furthest claim of the first sentence that makes one: deep in a text stands what is past."""
    first = min((claim.sentence for claim in claims), default=-1)
    return furthest(claim for claim in claims if claim.sentence == first)


def _is_bare(document: Document, claim: Claim) -> bool:
    """Whether the word only names its subject, as titles of long texts do: a deal, an order, cooperation."""
    return _BARE.fullmatch(document.text[claim.cue.start : claim.cue.end]) is not None


def _most_cautious(claims: Iterable[Claim]) -> Claim | None:
    """Return the most cautious of claims that are only hinted at, unless one is a delay or an end."""
    return min(claims, key=lambda c: (c.stage.rank, c.cue.start), default=None)


def furthest(claims: Iterable[Claim]) -> Claim | None:
    """Return the furthest claim; a stage aside (delayed, cancelled) counts where it is said no later than the rest.

    Of several such in a sentence the one said in most words counts: "suspends agreement" before "suspends".
    """
    every = tuple(claims)
    aside = min((c for c in every if c.stage.aside), key=lambda c: (c.sentence, c.cue.start - c.cue.end), default=None)
    ordered = [c for c in every if not c.stage.aside]
    if aside and (not ordered or aside.sentence <= min(c.sentence for c in ordered)):
        return aside
    return max(ordered, key=lambda c: (c.stage.rank, -c.cue.start), default=None)
