"""What votes suggest: rules, thresholds, that nothing is proposed twice, and that all can be taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.proposals import Voted, applied, propose, taken_back, tally
from bot.domain.desk import Complaint, Proposal, ProposalKind, Verdict, Vote
from bot.domain.ids import StoryId, SubscriptionId
from bot.domain.topic import Subscription, Topic
from bot.domain.vocabulary import Stage
from support.values import DAY, NOW, make_subscription

DESK = make_subscription("desk")


def vote(user: str, story: str, complaint: Complaint | None = Complaint.NOT_RELEVANT, **fields: Any) -> Vote:
    verdict = Verdict.USEFUL if complaint is None else Verdict.NOT_USEFUL
    return Vote(
        **{
            "workspace": "T1",
            "channel": "C1",
            "user": user,
            "subscription_id": SubscriptionId("desk"),
            "story_id": StoryId(story),
            "revision": 1,
            "verdict": verdict,
            "complaint": complaint,
            "at": NOW - DAY,
            **fields,
        }
    )


def about(*stories: str, **fields: Any) -> dict[StoryId, Voted]:
    return {StoryId(name): Voted(story_id=StoryId(name), **fields) for name in stories}


WIRE = about("a", "b", "c", "d", sources=frozenset({"wire"}), score=0.9)
THREE = (vote("U1", "a"), vote("U1", "b"), vote("U2", "c"))


def kinds(found: Sequence[Proposal]) -> list[tuple[ProposalKind, str, str]]:
    return [(one.kind, one.subject, one.after) for one in found]


def test_three_complaints_of_two_people_halve_what_a_source_counts() -> None:
    assert kinds(propose(DESK, THREE, WIRE, now=NOW)) == [(ProposalKind.SOURCE_WEIGHT, "wire", "0.5")]


@pytest.mark.parametrize(
    "votes",
    [
        THREE[:2],
        (vote("U1", "a"), vote("U1", "b"), vote("U1", "c")),
        (*THREE, vote("U3", "d", None), vote("U3", "a", None), vote("U3", "b", None)),
        tuple(replace(one, at=NOW - 31 * DAY) for one in THREE),
        tuple(replace(one, subscription_id=SubscriptionId("other")) for one in THREE),
        tuple(replace(one, complaint=Complaint.WRONG_COUNTRY) for one in THREE),
    ],
)
def test_fewer_older_others_or_contradicted_complaints_propose_nothing(votes: Sequence[Vote]) -> None:
    assert propose(DESK, votes, WIRE, now=NOW) == ()


def test_one_reader_is_enough_for_a_personal_brief() -> None:
    alone = (vote("U1", "a"), vote("U1", "b"), vote("U1", "c"))
    assert len(propose(DESK, alone, WIRE, now=NOW, personal=True)) == 1


def test_complaints_just_above_the_threshold_raise_it() -> None:
    near = {
        StoryId(name): Voted(story_id=StoryId(name), score=score)
        for name, score in (("a", 0.52), ("b", 0.58), ("c", 0.61))
    }
    assert kinds(propose(DESK, THREE, near, now=NOW)) == [(ProposalKind.MIN_SCORE, "", "0.62")]
    high = about("a", "b", "c", score=0.95)
    assert propose(DESK, THREE, high, now=NOW) == ()


def test_the_same_wrong_country_thrice_is_to_be_left_out_unless_it_is_asked_for() -> None:
    wrong = tuple(replace(one, complaint=Complaint.WRONG_COUNTRY) for one in THREE)
    found = about("a", "b", "c", countries=frozenset({"NO"}))
    assert kinds(propose(DESK, wrong, found, now=NOW)) == [(ProposalKind.EXCLUDE_COUNTRY, "NO", "NO")]
    mixed = {**found, **about("c", countries=frozenset({"SE"}))}
    assert propose(DESK, wrong, mixed, now=NOW) == ()
    asked = make_subscription("desk", topic=Topic(countries=("NO",)))
    assert propose(asked, wrong, found, now=NOW) == ()


def test_wrong_stages_raise_the_least_stage() -> None:
    wrong = tuple(replace(one, complaint=Complaint.WRONG_STAGE) for one in THREE)
    found = about("a", "b", "c", stage=Stage.TALKS)
    assert kinds(propose(DESK, wrong, found, now=NOW)) == [(ProposalKind.MIN_STAGE, "", "mou")]
    late = about("a", "b", "c", stage=Stage.DELIVERY)
    assert propose(DESK, wrong, late, now=NOW) == ()


def test_what_waits_or_was_decided_is_not_proposed_again() -> None:
    (first,) = propose(DESK, THREE, WIRE, now=NOW)
    assert propose(DESK, THREE, WIRE, known=(first,), now=NOW) == ()
    declined = replace(first, accepted=False, decided_at=NOW, decided_by="U9")
    assert propose(DESK, THREE, WIRE, known=(declined,), now=NOW) == ()
    accepted = replace(declined, accepted=True)
    after = applied(DESK, accepted)
    again = propose(after, THREE, WIRE, known=(accepted,), now=NOW + timedelta(hours=1))
    assert kinds(again) == [(ProposalKind.SOURCE_WEIGHT, "wire", "0.25")]
    quarter = applied(after, replace(again[0], accepted=True))
    assert propose(quarter, THREE, WIRE, known=(accepted,), now=NOW) == ()


def decided(kind: ProposalKind, subject: str, before: str, after: str, *, hours: int = 0) -> Proposal:
    return Proposal(
        id=f"{kind}{subject}{after}",
        subscription_id=SubscriptionId("desk"),
        kind=kind,
        subject=subject,
        before=before,
        after=after,
        votes=3,
        made_at=NOW,
        accepted=True,
        decided_by="U1",
        decided_at=NOW + timedelta(hours=hours),
    )


CHANGES = (
    decided(ProposalKind.SOURCE_WEIGHT, "wire", "1", "0.5"),
    decided(ProposalKind.SOURCE_WEIGHT, "wire", "0.5", "0.25", hours=1),
    decided(ProposalKind.MIN_SCORE, "", "0", "0.6"),
    decided(ProposalKind.MIN_STAGE, "", "", "mou"),
    decided(ProposalKind.EXCLUDE_COUNTRY, "NO", "", "NO"),
)


@given(st.permutations(CHANGES))
def test_all_that_was_accepted_can_be_taken_back(changes: Sequence[Proposal]) -> None:
    after: Subscription = DESK
    for change in sorted(changes, key=lambda one: one.decided_at or NOW):
        after = applied(after, change)
    assert after != DESK
    assert after.topic.min_stage is Stage.MOU
    assert taken_back(after, changes) == DESK


def test_what_an_owner_changed_since_stays() -> None:
    own = DESK.model_copy(update={"min_score": 0.7})
    assert taken_back(own, CHANGES).min_score == 0.7


def test_a_tally_counts_people_and_reasons() -> None:
    counted = tally((*THREE, vote("U3", "d", None)))
    assert (counted.useful, counted.not_useful, counted.people) == (1, 3, 3)
    assert counted.complaints == {Complaint.NOT_RELEVANT: 3}
