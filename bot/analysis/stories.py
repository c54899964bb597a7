"""A story read out of all its articles together, and whether what changed must be told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import TypeVar

from bot.analysis.naming import Named
from bot.analysis.signatures import bare_title
from bot.domain.analysis import Analysis, Fact, Party, SectorTag, TypeTag
from bot.domain.article import Article
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import ChangeKind, Story, StoryChange
from bot.domain.vocabulary import CooperationType, FactKind, Relevance, Sector, Stage

_MOST_TAGS = 3
_MOST_FACTS = 6
_PROOFS = 3
_SUPPORT = 1 / 3
_TOLD = (FactKind.VALUE, FactKind.QUANTITY)
_LEAST_WEIGHT = 150
TagT = TypeVar("TagT", Sector, CooperationType)
Pairs = Sequence[tuple[Article, Analysis]]


def changes_of(
    stories: Iterable[Named],
    pairs: Mapping[ArticleId, tuple[Article, Analysis]],
    before: Mapping[StoryId, Story],
    *,
    again: Set[ArticleId] = frozenset(),
) -> tuple[StoryChange, ...]:
    """Return the stories as they now are, in order; `pairs` holds their articles, `before` those that were there.

    Those of `again` were read a second time: what they said before counts no more. An article of a story that stands in
    none of `stories` stays where it was: it is too old to be held.
    """
    told = list(stories)
    moved = {name for one in told for name in one.articles}
    return tuple(_change(one, pairs, before=before, moved=moved, again=again) for one in told)


def _change(
    one: Named,
    pairs: Mapping[ArticleId, tuple[Article, Analysis]],
    *,
    before: Mapping[StoryId, Story],
    moved: Set[ArticleId],
    again: Set[ArticleId],
) -> StoryChange:
    known = before.get(one.story) if one.before else None
    stayed = [
        name
        for story in (one.story, *one.absorbed)
        if one.before and story in before
        for name in before[story].article_ids
        if name not in moved
    ]
    present = [pairs[name] for name in dict.fromkeys((*one.articles, *stayed)) if name in pairs]
    members = sorted(present, key=lambda pair: (pair[0].moment, pair[0].id))
    shrunk = known is not None and not set(known.article_ids) <= {article.id for article, _ in members}
    reread = any(article.id in again for article, _ in members)
    now, material = story_of(one.story, members, before=known, shrunk=shrunk, reread=reread)
    kind = ChangeKind.GROWN
    if known is None:
        kind = ChangeKind.CREATED if one.parent is None else ChangeKind.SPLIT
    elif one.absorbed:
        kind = ChangeKind.MERGED
    return StoryChange(kind=kind, story=now, material=material, absorbed=one.absorbed, parent=one.parent)


def story_of(
    story_id: StoryId, pairs: Pairs, *, before: Story | None, shrunk: bool = False, reread: bool = False
) -> tuple[Story, bool]:
    """Return the story that `pairs` (in order of time) tell, and whether it differs materially from `before`.

    A new stage, party, value, quantity or certainty is material and raises the revision; a mere repetition is not, nor
    that a story which `shrunk`, some of its articles being another story now, has got less far. Where articles were
    `reread` a stage that none of them tells any more is taken back; that is a correction and no news either.
    """
    analyses = [analysis for _, analysis in pairs]
    heard = [a for a in analyses if a.relevance is Relevance.CORE] or analyses
    stage = _stage(heard, None if shrunk or reread else before)
    now = Story(
        id=story_id,
        revision=before.revision if before else 1,
        title=before.title if before and not shrunk else bare_title(pairs[0][0].title),
        article_ids=tuple(article.id for article, _ in pairs),
        first_seen=min(article.moment for article, _ in pairs),
        last_changed=before.last_changed if before else max(article.moment for article, _ in pairs),
        parties=() if reread and heard is analyses else _parties(heard),  # withdrawn: none is of the field
        sectors=_sectors(heard),
        types=_types(heard),
        stage=stage,
        previous_stage=before.previous_stage if before else None,
        certainty=max((a.certainty for a in heard if a.certainty), key=lambda c: c.rank, default=None),
        facts=_facts(heard),
        deal_id=before.deal_id if before else None,
    )
    if before is None:
        return now, True
    if not _material(
        before, now, less=(shrunk and _less_far(stage, before.stage)) or (reread and _back(before, stage))
    ):
        return now, False
    changed = before.stage if stage is not before.stage else before.previous_stage
    newest = max(article.moment for article, _ in pairs)
    return replace(
        now, revision=before.revision + 1, previous_stage=changed, last_changed=max(newest, before.last_changed)
    ), True


def _material(before: Story, now: Story, *, less: bool) -> bool:
    """Whether readers must be told; that the story got `less` far does not count."""
    stage = now.stage is not before.stage and not less
    parties = bool(set(now.countries) - set(before.countries))
    sure = bool(now.certainty and (before.certainty is None or now.certainty.rank > before.certainty.rank))
    return stage or parties or sure or bool(_figures(now) - _figures(before))


def _less_far(now: Stage | None, before: Stage | None) -> bool:
    return now is None or (before is not None and now.rank < before.rank)


def _back(before: Story, stage: Stage | None) -> bool:
    """Whether a stage is taken back; a delay or an end, and going on after it, are news."""
    aside = (stage is not None and stage.aside) or (before.stage is not None and before.stage.aside)
    return not aside and _less_far(stage, before.stage)


def _figures(story: Story) -> set[tuple[FactKind, float | None, str | None]]:
    return {(fact.kind, fact.amount, fact.currency) for fact in story.facts if fact.kind in _TOLD}


def _stage(analyses: Sequence[Analysis], before: Story | None) -> Stage | None:
    """Return the furthest stage; the newest word decides where that is a delay or an end."""
    read = [a.stage.stage for a in analyses if a.stage]
    if not read:
        return before.stage if before else None
    if read[-1].aside:
        return read[-1]
    ordered = [stage for stage in read if not stage.aside]
    if before and before.stage and not before.stage.aside:
        ordered.append(before.stage)
    return max(ordered, key=lambda stage: stage.rank)


def _parties(analyses: Sequence[Analysis]) -> tuple[Party, ...]:
    """Return the parties a third of the articles name, each with its commonest role and its proofs."""
    named: defaultdict[str, list[Party]] = defaultdict(list)
    for analysis in analyses:
        for party in analysis.parties:
            named[party.country].append(party)
    told = sum(1 for analysis in analyses if analysis.parties)
    return tuple(_united(named[code]) for code in sorted(named) if len(named[code]) >= told * _SUPPORT)


def _united(parties: Sequence[Party]) -> Party:
    roles = Counter(party.role for party in parties)
    return Party(
        country=parties[0].country,
        role=max(roles, key=lambda role: (roles[role], role)),
        evidence=tuple(proof for party in parties for proof in party.evidence[:1])[:_PROOFS],
        organisations=tuple(dict.fromkeys(name for party in parties for name in party.organisations)),
    )


def _sectors(analyses: Sequence[Analysis]) -> tuple[Sector, ...]:
    weights: Counter[Sector] = Counter()
    for tag in (tag for analysis in analyses for tag in analysis.sectors):
        weights[tag.sector] += _parts(tag)
    return tuple(_top(weights, list(Sector), len(analyses)))


def _types(analyses: Sequence[Analysis]) -> tuple[CooperationType, ...]:
    weights: Counter[CooperationType] = Counter()
    for tag in (tag for analysis in analyses for tag in analysis.types):
        weights[tag.type] += _parts(tag)
    return tuple(_top(weights, list(CooperationType), len(analyses)))


def _parts(tag: SectorTag | TypeTag) -> int:
    return round(tag.weight * 1000)


def _top(weights: Counter[TagT], order: list[TagT], articles: int) -> list[TagT]:
    ranked = sorted(weights, key=lambda key: (-weights[key], order.index(key)))
    return [key for key in ranked if weights[key] >= _LEAST_WEIGHT * articles][:_MOST_TAGS] or ranked[:1]


def _facts(analyses: Sequence[Analysis]) -> tuple[Fact, ...]:
    """Return the facts by how many articles tell them, each value once: the whole's, then the commonest first.

    Of equal quantities the one that names a designation is kept: "180 K2" before "180 tanks".
    """
    told = {f for a in analyses for f in a.facts if f.kind is FactKind.DESIGNATION}
    designations = tuple({form.casefold() for fact in told for form in (fact.value, fact.evidence.quote)})
    first: dict[tuple[FactKind, str | float, str | None], Fact] = {}
    counts: Counter[tuple[FactKind, str | float, str | None]] = Counter()
    for analysis in analyses:
        for fact in analysis.facts:
            key = (fact.kind, fact.value if fact.amount is None else fact.amount, fact.currency)
            first.setdefault(key, fact)
            if fact.kind is FactKind.QUANTITY and _names_more(fact, first[key], designations):
                first[key] = fact
            counts[key] += 1
    ranked = sorted(first, key=lambda key: (first[key].scope is not None, -counts[key]))
    return tuple(first[key] for kind in FactKind for key in [k for k in ranked if k[0] is kind][:_MOST_FACTS])


def _names_more(one: Fact, other: Fact, designations: Sequence[str]) -> bool:
    """Whether `one` names a designation and `other` does not."""
    first, second = one.value.casefold(), other.value.casefold()
    return any(form in first for form in designations) and not any(form in second for form in designations)
