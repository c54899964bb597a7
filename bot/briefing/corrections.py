"""What was told and no longer holds: in a correction the old claim was wrong, in a development the world moved on.

Only what is taken back counts: a stage less far, a weaker word, a party or figure that no article gives any more. That
a deal got further, a party joined or a delay was told is news, and goes its own way. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.briefing.labels import Labels
from bot.domain.article import Article, PageKind
from bot.domain.brief import BriefItem, Mended
from bot.domain.ids import ArticleId
from bot.domain.story import Story
from bot.domain.texts import changed_share
from bot.domain.vocabulary import FactKind, Relevance, Stage

EDITS_PER_HOUR = 10
"""How many corrections a channel gets in an hour; the rest come later."""
MENDED_PER_DAY = 3
"""How often a day a story is corrected in a channel: a source that goes back and forth waits for its last word."""
_FIGURES = {FactKind.QUANTITY: "quantity", FactKind.VALUE: "value"}
_BOUNDS = frozenset({"about", "around", "over", "more", "than", "at", "least", "up", "to", "some", "nearly", "almost"})
_ANOTHER_TITLE, _SAME_TITLE = 0.5, 0.6


def amendments(told: BriefItem, now: BriefItem, story: Story, labels: Labels) -> tuple[str, ...]:
    """Return what was told of `story` and no longer holds, in words: "stage was contract, is MoU".

    Figures and headlines that give way to those of a development were no mistakes.
    """
    found = tuple(filter(None, (_stage(told, now, labels), _certainty(told, now, labels), _parties(told, now))))
    if develops(told, now):
        return found
    found += tuple(_figures(told, now, story))
    return found or tuple(filter(None, (_headline(told, now),)))


def develops(told: BriefItem, now: BriefItem) -> bool:
    """Whether there is news beside what is taken back: the next brief tells of it."""
    stage = now.stage is not None and now.stage is not told.stage
    further = stage and now.stage is not None and (now.stage.aside or _rank(now.stage) > _rank(told.stage))
    joined = {party.country for party in now.parties} - {party.country for party in told.parties}
    sure = now.certainty is not None and told.certainty is not None and now.certainty.rank > told.certainty.rank
    return further or (bool(joined) and not _left(told, now)) or sure


def withdrawal(articles: Iterable[Article], relevances: Mapping[ArticleId, Relevance]) -> str:
    """Return why a story is told no more, "" where it stands: no article of it is of the field, readable and free.

    `relevances` are what they were read as; one that nobody has read yet leaves it open.
    """
    known = list(articles)
    if not known or any(article.id not in relevances for article in known):
        return ""
    reasons = [_lost(article, relevances[article.id]) for article in known]
    if not all(reasons):
        return ""
    return reasons[0] if len(set(reasons)) == 1 else "withdrawn: its sources no longer stand"


def _lost(article: Article, relevance: Relevance) -> str:
    """Return why an article carries a story no more, "" where it does."""
    if article.kind is PageKind.ERROR and not article.text and not article.text_dropped:
        return "withdrawn: its sources were taken away"
    if article.kind is PageKind.RESERVED:
        return "withdrawn: its publishers now reserve the text"
    return "" if relevance is Relevance.CORE else "withdrawn: its sources no longer tell of a cooperation"


def mended(told: BriefItem, now: BriefItem) -> BriefItem:
    """Return `now` in the place of `told`: what it says is new, how it stood to what came before is not."""
    stage = told.previous_stage if told.previous_stage is not now.stage else None
    return replace(
        now,
        story_id=told.story_id,
        revision=told.revision,
        kind=told.kind,
        previous_stage=stage,
        earlier=told.earlier,
        met_in=told.met_in,
        past=told.past,
        why="" if told.stage is not now.stage else told.why,
    )


def latest(mends: Sequence[Mended], told: BriefItem) -> BriefItem:
    """Return what a message says now: `told`, or what it was mended to last."""
    return mends[-1].item if mends else told


def _rank(stage: Stage | None) -> int:
    return stage.rank if stage is not None else -1


def _stage(told: BriefItem, now: BriefItem, labels: Labels) -> str:
    """Return that a stage was taken back. A delay or an end, and going on after it, are news."""
    if told.stage is None or told.stage.aside:
        return ""
    was = labels.stages[told.stage]
    if now.stage is None:
        return f"stage was {was}, none is told now"
    if now.stage.aside or now.stage.rank >= told.stage.rank:
        return ""
    return f"stage was {was}, is {labels.stages[now.stage]}"


def _certainty(told: BriefItem, now: BriefItem, labels: Labels) -> str:
    if told.certainty is None or now.certainty is None or now.certainty.rank >= told.certainty.rank:
        return ""
    return f"certainty was {_plain(labels.certainty[told.certainty])}, is {_plain(labels.certainty[now.certainty])}"


def _left(told: BriefItem, now: BriefItem) -> list[str]:
    here = {party.country for party in now.parties}
    return [party.name for party in told.parties if party.country not in here]


def _parties(told: BriefItem, now: BriefItem) -> str:
    if not _left(told, now):
        return ""
    were = "–".join(sorted(party.name for party in told.parties))
    are = "–".join(sorted(party.name for party in now.parties))
    return f"parties were {were}, are {are}" if are else f"parties were {were}, none is told now"


def _figures(told: BriefItem, now: BriefItem, story: Story) -> Iterable[str]:
    """Yield the figures that no article of the story gives any more, with those that stand in their place."""
    for kind, word in _FIGURES.items():
        given = {fact.value for fact in story.facts if fact.kind is kind}
        was = next((fact.text for fact in told.facts if fact.kind is kind), None)
        if was is None or any(_agree(was, one) for one in given):
            continue
        known = next((fact.text for fact in now.facts if fact.kind is kind), None)
        yield f"{word} was {was}, is {known}" if known else f"{word} was {was}, none is told now"


def _agree(one: str, other: str) -> bool:
    """Whether two figures say the same, one of them in more words: "about 180 K2" and "180 K2 tanks"."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return first <= second or second <= first or first - _BOUNDS <= second or second - _BOUNDS <= first


def _headline(told: BriefItem, now: BriefItem) -> str:
    """Return that a headline does not hold: the article whose title it was has another one now."""
    titles = {citation.url: citation.title for citation in now.citations}
    for citation in told.citations:
        title = titles.get(citation.url)
        if title is None or changed_share(citation.title, title) <= _ANOTHER_TITLE:
            continue
        if changed_share(citation.title, told.headline) < _SAME_TITLE:
            return f"headline was “{told.headline}”"
    return ""


def _plain(label: str) -> str:
    return label.replace("_", " ")
