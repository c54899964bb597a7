"""Taking a workspace's or a person's data out of the store, all or nothing."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, Table, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.desk import Change, Pending, Proposal
from bot.domain.question import Question
from bot.domain.topic import Subscription
from bot.store.codec import decode, encode
from bot.store.desk_tables import changes, conversations, corrections, drafts, follows, proposals, votes
from bot.store.dialect import chunks
from bot.store.part import Part
from bot.store.questions import delete_questions
from bot.store.tables import briefs, chat_events, deliveries, questions, subscriptions

GONE = "gone"
"""What stands in the place of a person's id in entries that others still need."""


class Erasure(Part):
    """Forgets on request. Articles, stories and deals stay: they are of public sources and of nobody's workspace."""

    async def delete_workspace(self, platform: str, workspace: str) -> int:
        """Delete what people of a workspace made and were told; return how many rows went. Managed rows stay.

        That is subscriptions, drafts, audit, votes, proposals, follows, corrections, briefs, the ledger's rows,
        questions, conversations and chat events. A crash leaves all of it; doing it again finds nothing.
        """
        async with self._database.write() as connection:
            ours = and_(subscriptions.c.platform == platform, subscriptions.c.workspace == workspace)
            rows = (await connection.execute(select(subscriptions.c.id, subscriptions.c.channel).where(ours))).all()
            ids, channels = {row.id for row in rows}, {row.channel for row in rows}
            audit = and_(changes.c.platform == platform, changes.c.workspace == workspace)
            told_of = select(changes.c.subscription_id, changes.c.channel).where(audit)
            for row in await connection.execute(told_of):
                ids.add(row.subscription_id)
                channels.add(row.channel)
            ids -= set((await connection.execute(select(subscriptions.c.id).where(subscriptions.c.managed))).scalars())
            mended = select(corrections.c.channel).where(corrections.c.workspace == workspace)
            channels |= set((await connection.execute(mended)).scalars())
            asked = await _questions_of(connection, platform, workspace, channels)
            channels |= {question.channel for question in asked}
            followed = and_(follows.c.platform == platform, follows.c.workspace == workspace)
            gone = await _delete_briefs(connection, platform, workspace, ids=ids, channels=channels)
            gone += await _delete(connection, questions, "id", [question.id for question in asked])
            gone += await _delete(connection, proposals, "subscription_id", ids)
            gone += await _delete(connection, drafts, "id", await _drafts_of(connection, platform, workspace))
            gone += await _rows(connection, chat_events, chat_events.c.id.contains(f":{workspace}:", autoescape=True))
            gone += await _delete_conversations(connection, platform, workspace)
            for table, condition in (
                (votes, votes.c.workspace == workspace),
                (follows, followed),
                (corrections, corrections.c.workspace == workspace),
                (changes, audit),
                (subscriptions, and_(ours, subscriptions.c.managed.is_(False))),
            ):
                gone += await _rows(connection, table, condition)
            return gone

    async def delete_person(self, platform: str, workspace: str, user: str, *, direct: str = "") -> int:
        """Delete what is kept of a person; return how many rows went or changed.

        Votes, follows, drafts, what they asked privately, where they are written to, and the subscriptions, questions,
        briefs and ledger's rows of their channel `direct` are deleted; elsewhere their id is taken out of owners, of
        questions, and of the audit and decisions, which others still need.
        """
        async with self._database.write() as connection:
            theirs = and_(follows.c.platform == platform, follows.c.workspace == workspace, follows.c.user == user)
            gone = await _rows(connection, follows, theirs)
            gone += await _rows(connection, votes, and_(votes.c.workspace == workspace, votes.c.user == user))
            gone += await _delete(connection, drafts, "id", await _drafts_of(connection, platform, workspace, user))
            personal = and_(subscriptions.c.platform == platform, subscriptions.c.channel == direct)
            if direct:
                gone += await _rows(connection, subscriptions, and_(personal, subscriptions.c.managed.is_(False)))
                gone += await _delete_told(connection, direct)
            gone += await _delete_conversations(connection, platform, workspace, user)
            gone += await _unask(connection, platform, workspace, user, direct=direct)
            gone += await _disown(connection, platform, workspace, user)
            gone += await _unsign(connection, platform, workspace, user)
            return gone


async def _delete_briefs(
    connection: AsyncConnection, platform: str, workspace: str, *, ids: Collection[str], channels: Collection[str]
) -> int:
    """Delete the briefs of a workspace and the ledger's rows behind them."""
    keys = [briefs.c.subscription_id, briefs.c.local_date, briefs.c.slot]
    # What a text holds has its quotation marks escaped in JSON, so that no headline can be taken for the field.
    named = and_(
        briefs.c.body.contains(f'"workspace":"{workspace}"', autoescape=True),
        briefs.c.body.contains(f'"platform":"{platform}"', autoescape=True),
    )
    found = {tuple(row) for row in await connection.execute(select(*keys).where(named))} if workspace else set()
    for some in chunks(ids):
        found |= {tuple(row) for row in await connection.execute(select(*keys).where(keys[0].in_(some)))}
    gone = await _delete(connection, deliveries, "subscription_id", ids)
    gone += await _delete(connection, deliveries, "channel", channels) if workspace else 0
    for key in sorted(found):
        for table in (deliveries, briefs):
            columns = [table.c.subscription_id, table.c.local_date, table.c.slot]
            same = [column == value for column, value in zip(columns, key, strict=True)]
            gone += await _rows(connection, table, and_(*same))
    return gone


async def _delete_told(connection: AsyncConnection, channel: str) -> int:
    """Delete what was told in a channel: the ledger's rows, the briefs behind them, and what was mended of them."""
    keys = [deliveries.c.subscription_id, deliveries.c.local_date, deliveries.c.slot]
    told = {tuple(row) for row in await connection.execute(select(*keys).where(deliveries.c.channel == channel))}
    gone = await _rows(connection, deliveries, deliveries.c.channel == channel)
    gone += await _rows(connection, corrections, corrections.c.channel == channel)
    for key in sorted(told):
        columns = [briefs.c.subscription_id, briefs.c.local_date, briefs.c.slot]
        same = [column == value for column, value in zip(columns, key, strict=True)]
        gone += await _rows(connection, briefs, and_(*same))
    return gone


async def _delete_conversations(connection: AsyncConnection, platform: str, workspace: str, user: str = "") -> int:
    """Delete the conversations of a workspace, or those with one person, and the ids of what was heard in them."""
    c = conversations.c
    theirs = and_(c.platform == platform, c.workspace == workspace, c.user == user if user else c.id != "")
    gone = 0
    for name in (await connection.execute(select(c.id).where(theirs))).scalars().all():
        heard = chat_events.c.id.startswith(f"{platform}:{name}:", autoescape=True)
        gone += await _rows(connection, chat_events, heard)
    return gone + await _rows(connection, conversations, theirs)


async def _questions_of(
    connection: AsyncConnection, platform: str, workspace: str, channels: Collection[str]
) -> list[Question]:
    stored = [decode(Question, body) for body in (await connection.execute(select(questions.c.body))).scalars()]
    return [
        question
        for question in stored
        if question.platform == platform
        and (question.workspace == workspace or (not question.workspace and question.channel in channels))
    ]


async def _drafts_of(connection: AsyncConnection, platform: str, workspace: str, user: str = "") -> list[str]:
    stored = [decode(Pending, body) for body in (await connection.execute(select(drafts.c.body))).scalars()]
    return [
        draft.id
        for draft in stored
        if (draft.platform, draft.workspace) == (platform, workspace) and user in {"", draft.user}
    ]


async def _unask(connection: AsyncConnection, platform: str, workspace: str, user: str, *, direct: str) -> int:
    """Delete what a person asked where only they see it; elsewhere take them out of it."""
    here = and_(questions.c.platform == platform, questions.c.workspace == workspace)
    query = select(questions.c.body, questions.c.channel).where(here)
    asked = [replace(decode(Question, row.body), channel=row.channel) for row in await connection.execute(query)]
    own = [one for one in asked if (direct and one.channel == direct) or (one.asker == user and one.private)]
    gone = 0
    for some in chunks([one.id for one in own]):
        gone += await delete_questions(connection, questions.c.id.in_(some))
    left = [one for one in asked if one.asker == user and one not in own]
    for one in left:
        nameless = encode(replace(one, asker=""))
        await connection.execute(update(questions).where(questions.c.id == one.id).values(body=nameless))
    return gone + len(left)


async def _disown(connection: AsyncConnection, platform: str, workspace: str, user: str) -> int:
    """Take a person out of the owners of subscriptions made in chat."""
    where = and_(
        subscriptions.c.platform == platform,
        subscriptions.c.workspace == workspace,
        subscriptions.c.managed.is_(False),
    )
    changed = 0
    for body in (await connection.execute(select(subscriptions.c.body).where(where))).scalars().all():
        known = decode(Subscription, body)
        if user in known.owners:
            left = known.model_copy(update={"owners": tuple(owner for owner in known.owners if owner != user)})
            statement = update(subscriptions).where(subscriptions.c.id == known.id)
            await connection.execute(statement.values(body=encode(left)))
            changed += 1
    return changed


async def _unsign(connection: AsyncConnection, platform: str, workspace: str, user: str) -> int:
    """Take a person's id out of the audit and of decisions."""
    where = and_(changes.c.platform == platform, changes.c.workspace == workspace)
    changed = 0
    for row in (await connection.execute(select(changes.c.id, changes.c.body).where(where))).all():
        change = decode(Change, row.body)
        if user == change.user or user in change.detail:
            named = GONE if change.user == user else change.user
            body = encode(replace(change, user=named, detail=change.detail.replace(user, GONE)))
            await connection.execute(update(changes).where(changes.c.id == row.id).values(body=body))
            changed += 1
    for row in (await connection.execute(select(proposals.c.id, proposals.c.body))).all():
        proposal = decode(Proposal, row.body)
        if proposal.decided_by == user:
            body = encode(replace(proposal, decided_by=GONE))
            await connection.execute(update(proposals).where(proposals.c.id == row.id).values(body=body))
            changed += 1
    return changed


async def _delete(connection: AsyncConnection, table: Table, column: str, values: Collection[str]) -> int:
    return sum([await _rows(connection, table, table.c[column].in_(some)) for some in chunks(sorted(values))])


async def _rows(connection: AsyncConnection, table: Table, condition: ColumnElement[bool]) -> int:
    return int((await connection.execute(delete(table).where(condition))).rowcount)
