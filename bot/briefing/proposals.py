"""What votes suggest to change of a subscription. Nothing is changed here: an owner accepts or declines. Pure.

The rules count complaints of the last 30 days. Each proposal needs three complaints, of two people where more than one
reads the channel, and three of five votes on what it is about must be against it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.desk import Complaint, Proposal, ProposalKind, Verdict, Vote
from bot.domain.ids import StoryId, digest
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Stage

WINDOW = timedelta(days=30)
LEAST_COMPLAINTS, LEAST_PEOPLE, LEAST_SHARE = 3, 2, 0.6
LEAST_WEIGHT = 0.25
_BAND = 0.2
_FLOOR = 0.5
_SOURCE_COMPLAINTS = frozenset({Complaint.NOT_RELEVANT, Complaint.DUPLICATE, Complaint.OTHER})
_NO_STAGE_BEYOND = Stage.CONTRACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """What is known of a story that was voted on; `score` is that of its best article, weighed by its source."""

    story_id: StoryId
    sources: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    stage: Stage | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class _Ballot:
    vote: Vote
    about: Voted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What a rule found: the votes it is about, which of them complain so, and what it would change."""

    kind: ProposalKind
    subject: str
    before: str
    after: str
    ballots: Sequence[_Ballot]
    complaints: Sequence[_Ballot]


def propose(
    subscription: Subscription,
    votes: Iterable[Vote],
    voted: Mapping[StoryId, Voted],
    *,
    known: Sequence[Proposal] = (),
    now: datetime,
    personal: bool = False,
) -> tuple[Proposal, ...]:
    """Return what to propose for `subscription`; nothing that is proposed still or was decided before (`known`).

    `voted` tells of the stories; votes on others do not count. One reader of a `personal` brief is enough.
    """
    ballots = [_Ballot(vote, voted[vote.story_id]) for vote in votes if _counts(vote, voted, subscription, now)]
    earlier = {proposal.id for proposal in known}
    waiting = {(one.kind, one.subject) for one in known if one.decided_at is None}
    people = 1 if personal else LEAST_PEOPLE
    made = [
        _proposal(case, subscription, now)
        for rule in _RULES
        for case in rule(subscription, ballots)
        if _is_enough(case, people=people) and (case.kind, case.subject) not in waiting
    ]
    return tuple(proposal for proposal in made if proposal.id not in earlier)


def _counts(vote: Vote, voted: Mapping[StoryId, Voted], subscription: Subscription, now: datetime) -> bool:
    return vote.subscription_id == subscription.id and vote.story_id in voted and now - WINDOW < vote.at <= now


def _is_enough(case: _Case, *, people: int) -> bool:
    against = sum(ballot.vote.verdict is Verdict.NOT_USEFUL for ballot in case.ballots)
    return (
        len(case.complaints) >= LEAST_COMPLAINTS
        and len({ballot.vote.user for ballot in case.complaints}) >= people
        and against >= LEAST_SHARE * len(case.ballots)
    )


def _proposal(case: _Case, subscription: Subscription, now: datetime) -> Proposal:
    return Proposal(
        id=digest("proposal", subscription.id, case.kind, case.subject, case.before, case.after),
        subscription_id=subscription.id,
        kind=case.kind,
        subject=case.subject,
        before=case.before,
        after=case.after,
        votes=len(case.complaints),
        made_at=now,
    )


def _sources(subscription: Subscription, ballots: Sequence[_Ballot]) -> Iterator[_Case]:
    """Yield the sources whose items are found wanting, to count half of what they do."""
    for source in sorted({name for ballot in ballots for name in ballot.about.sources}):
        weight = subscription.source_weights.get(source, 1.0)
        if source in subscription.muted_sources or weight / 2 < LEAST_WEIGHT:
            continue
        theirs = [ballot for ballot in ballots if source in ballot.about.sources]
        yield _Case(
            kind=ProposalKind.SOURCE_WEIGHT,
            subject=source,
            before=f"{weight:g}",
            after=f"{weight / 2:g}",
            ballots=theirs,
            complaints=[ballot for ballot in theirs if ballot.vote.complaint in _SOURCE_COMPLAINTS],
        )


def _threshold(subscription: Subscription, ballots: Sequence[_Ballot]) -> Iterator[_Case]:
    """Yield a higher least score where what was hardly relevant was found not relevant."""
    floor = max(subscription.min_score, _FLOOR)
    near = [one for one in ballots if one.about.score is not None and one.about.score <= floor + _BAND]
    complaints = _complaining(near, Complaint.NOT_RELEVANT)
    scores = [one.about.score for one in complaints if one.about.score is not None]
    after = min(round(max(scores, default=0.0) + 0.01, 2), 0.95)
    if after > subscription.min_score:
        yield _Case(
            kind=ProposalKind.MIN_SCORE,
            subject="",
            before=f"{subscription.min_score:g}",
            after=f"{after:g}",
            ballots=[one for one in near if one.about.score is not None and one.about.score < after],
            complaints=complaints,
        )


def _countries(subscription: Subscription, ballots: Sequence[_Ballot]) -> Iterator[_Case]:
    """Yield the countries that were wrong time and again, unless the topic asks for them."""
    topic = subscription.topic
    asked = {*topic.countries, *(code for pair in topic.pairs for code in (pair.first, pair.second))}
    for country in sorted({code for ballot in ballots for code in ballot.about.countries}):
        if country in asked or country in topic.exclude_countries:
            continue
        theirs = [ballot for ballot in ballots if country in ballot.about.countries]
        yield _Case(
            kind=ProposalKind.EXCLUDE_COUNTRY,
            subject=country,
            before="",
            after=country,
            ballots=theirs,
            complaints=_complaining(theirs, Complaint.WRONG_COUNTRY),
        )


def _stages(subscription: Subscription, ballots: Sequence[_Ballot]) -> Iterator[_Case]:
    """Yield a later least stage where early ones were found wrong."""
    staged = [one for one in ballots if one.about.stage is not None and not one.about.stage.aside]
    complaints = _complaining(staged, Complaint.WRONG_STAGE)
    ranks = [one.about.stage.rank for one in complaints if one.about.stage is not None]
    least = subscription.topic.min_stage
    after = next((stage for stage in Stage if not stage.aside and stage.rank == max(ranks, default=-2) + 1), None)
    if after is None or after.rank > _NO_STAGE_BEYOND.rank or (least is not None and after.rank <= least.rank):
        return
    yield _Case(
        kind=ProposalKind.MIN_STAGE,
        subject="",
        before=str(least or ""),
        after=str(after),
        ballots=[one for one in staged if one.about.stage is not None and one.about.stage.rank < after.rank],
        complaints=complaints,
    )


def _complaining(ballots: Iterable[_Ballot], complaint: Complaint) -> list[_Ballot]:
    return [ballot for ballot in ballots if ballot.vote.complaint is complaint]


_RULES: tuple[Callable[[Subscription, Sequence[_Ballot]], Iterable[_Case]], ...] = (
    _sources,
    _threshold,
    _countries,
    _stages,
)


def applied(subscription: Subscription, proposal: Proposal) -> Subscription:
    """Return `subscription` with what an owner accepted."""
    return _with(subscription, proposal, proposal.after)


def taken_back(subscription: Subscription, accepted: Iterable[Proposal]) -> Subscription:
    """Return `subscription` as it was before what was `accepted`, the latest first; what was changed since stays."""
    ours = [proposal for proposal in accepted if proposal.accepted]
    for proposal in sorted(ours, key=lambda one: one.decided_at or one.made_at, reverse=True):
        if _value(subscription, proposal) == proposal.after:
            subscription = _with(subscription, proposal, proposal.before)
    return subscription


def _value(subscription: Subscription, proposal: Proposal) -> str:
    match proposal.kind:
        case ProposalKind.MIN_SCORE:
            return f"{subscription.min_score:g}"
        case ProposalKind.SOURCE_WEIGHT:
            return f"{subscription.source_weights.get(proposal.subject, 1.0):g}"
        case ProposalKind.MIN_STAGE:
            return str(subscription.topic.min_stage or "")
        case ProposalKind.EXCLUDE_COUNTRY:
            return proposal.subject if proposal.subject in subscription.topic.exclude_countries else ""


def _with(subscription: Subscription, proposal: Proposal, value: str) -> Subscription:
    topic = subscription.topic
    match proposal.kind:
        case ProposalKind.MIN_SCORE:
            return subscription.model_copy(update={"min_score": float(value)})
        case ProposalKind.SOURCE_WEIGHT:
            weights = {name: weight for name, weight in subscription.source_weights.items() if name != proposal.subject}
            if float(value) != 1.0:
                weights[proposal.subject] = float(value)
            return subscription.model_copy(update={"source_weights": weights})
        case ProposalKind.MIN_STAGE:
            fresh = topic.model_copy(update={"min_stage": Stage(value) if value else None})
        case ProposalKind.EXCLUDE_COUNTRY:
            others = tuple(code for code in topic.exclude_countries if code != proposal.subject)
            fresh = topic.model_copy(update={"exclude_countries": (*others, value) if value else others})
    return subscription.model_copy(update={"topic": fresh})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often the items of a subscription were found useful and not, and why not."""

    useful: int
    not_useful: int
    people: int
    complaints: Mapping[Complaint, int]


def tally(votes: Iterable[Vote]) -> Tally:
    """Return how `votes` went."""
    counted = list(votes)
    against = [vote for vote in counted if vote.verdict is Verdict.NOT_USEFUL]
    return Tally(
        useful=len(counted) - len(against),
        not_useful=len(against),
        people=len({vote.user for vote in counted}),
        complaints=Counter(vote.complaint for vote in against if vote.complaint is not None),
    )
