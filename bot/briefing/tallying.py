"""Votes and proposals in words. Pure."""

from collections.abc import Iterable, Mapping

from bot.briefing.labels import Labels
from bot.briefing.proposals import Tally
from bot.domain.desk import Proposal, ProposalKind
from bot.domain.vocabulary import Stage


def tally_lines(
    named: str, counted: Tally, proposals: Iterable[Proposal], *, labels: Labels, names: Mapping[str, str]
) -> list[str]:
    """Return how the items of a subscription, `named` by number and topic, were found, and how its proposals stand."""
    total = counted.useful + counted.not_useful
    if not total:
        lines = [f"{named}: no votes in the last year"]
    else:
        people = "1 person" if counted.people == 1 else f"{counted.people} people"
        lines = [f"{named}: {counted.useful} useful, {counted.not_useful} not useful, by {people}{_why(counted)}"]
    for proposal in proposals:
        state = "waits for an owner" if proposal.decided_at is None else "accepted" if proposal.accepted else "declined"
        lines.append(f"   {proposal_line(proposal, labels=labels, names=names)}: {state}")
    return lines


def proposal_line(proposal: Proposal, *, labels: Labels, names: Mapping[str, str]) -> str:
    """Return what would change and how many complaints suggest it; `names` are those of sources, by id."""
    because = "1 complaint" if proposal.votes == 1 else f"{proposal.votes} complaints"
    return f"{_change(proposal, labels, names)} ({because} in 30 days)"


def _change(proposal: Proposal, labels: Labels, names: Mapping[str, str]) -> str:
    match proposal.kind:
        case ProposalKind.SOURCE_WEIGHT:
            name = names.get(proposal.subject, proposal.subject)
            return f"Count {name} for {_percent(proposal.after)} instead of {_percent(proposal.before)}"
        case ProposalKind.MIN_SCORE:
            return f"Tell only stories with a relevance of at least {proposal.after}, now {proposal.before}"
        case ProposalKind.MIN_STAGE:
            before = labels.stages[Stage(proposal.before)] if proposal.before else "any"
            return f"Tell stories from the stage {labels.stages[Stage(proposal.after)]} on, now {before}"
        case ProposalKind.EXCLUDE_COUNTRY:
            return f"Leave out stories with {labels.country(proposal.subject)}"


def _percent(weight: str) -> str:
    return f"{float(weight):.0%}"


def _why(counted: Tally) -> str:
    told = [f"{number} {complaint.replace('_', ' ')}" for complaint, number in sorted(counted.complaints.items())]
    return f" ({', '.join(told)})" if told else ""
