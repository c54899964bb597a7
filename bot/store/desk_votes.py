"""What readers said of items, and what the bot proposed because of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.domain.desk import Proposal, Vote
from bot.domain.ids import SubscriptionId
from bot.store.codec import encode
from bot.store.desk_tables import proposals, votes
from bot.store.dialect import insert_new, upsert
from bot.store.part import Part


class Votes(Part):
    """Votes and proposals; nothing here changes what is told."""

    async def save_vote(self, vote: Vote) -> None:
        """Store a vote; an earlier one of the same person on the same story of this subscription gives way."""
        row = {
            "workspace": vote.workspace,
            "user": vote.user,
            "subscription_id": vote.subscription_id,
            "story_id": vote.story_id,
            "channel": vote.channel,
            "at": vote.at,
            "body": encode(vote),
        }
        async with self._database.write() as connection:
            await upsert(connection, votes, [row])

    async def votes(self, subscription_id: SubscriptionId | None = None, *, since: datetime) -> tuple[Vote, ...]:
        """Return the votes after `since` on the items of one subscription, or of all, oldest first."""
        query = select(votes.c.body).where(votes.c.at > since)
        if subscription_id is not None:
            query = query.where(votes.c.subscription_id == subscription_id)
        return await self._values(Vote, query.order_by(votes.c.at, votes.c.user, votes.c.story_id))

    async def forget_votes(self, subscription_id: SubscriptionId) -> int:
        """Delete the votes and proposals of a subscription and return how many votes went."""
        async with self._database.write() as connection:
            await connection.execute(delete(proposals).where(proposals.c.subscription_id == subscription_id))
            gone = await connection.execute(delete(votes).where(votes.c.subscription_id == subscription_id))
            return int(gone.rowcount)

    async def save_proposal(self, proposal: Proposal) -> bool:
        """Store a proposal and say whether it is new; one with its id stays as it was decided."""
        async with self._database.write() as connection:
            return bool(await insert_new(connection, proposals, [_row(proposal)]))

    async def proposal(self, proposal_id: str) -> Proposal | None:
        """Return a proposal, or None."""
        found = await self._values(Proposal, select(proposals.c.body).where(proposals.c.id == proposal_id))
        return found[0] if found else None

    async def proposals(self, subscription_ids: Sequence[SubscriptionId]) -> tuple[Proposal, ...]:
        """Return the proposals about some subscriptions, decided or not, by id."""
        query = select(proposals.c.body).where(proposals.c.subscription_id.in_(list(subscription_ids)))
        return await self._values(Proposal, query.order_by(proposals.c.id))

    async def decide_proposal(self, decided: Proposal) -> bool:
        """Store a decision and say whether it is the first: a proposal is decided once."""
        open_one = (proposals.c.id == decided.id) & proposals.c.decided_at.is_(None)
        async with self._database.write() as connection:
            done = await connection.execute(update(proposals).where(open_one).values(_row(decided)))
            return bool(done.rowcount)

    async def forget_votes_before(self, moment: datetime) -> int:
        """Delete the votes from before `moment` and return how many; what was decided because of them stays."""
        async with self._database.write() as connection:
            return int((await connection.execute(delete(votes).where(votes.c.at < moment))).rowcount)


def _row(proposal: Proposal) -> dict[str, object]:
    return {
        "id": proposal.id,
        "subscription_id": proposal.subscription_id,
        "decided_at": proposal.decided_at,
        "body": encode(proposal),
    }
