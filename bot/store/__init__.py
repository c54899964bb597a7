"""The store: everything that is remembered, in SQLite or PostgreSQL by URL."""

import asyncio

from bot.domain.moments import Clock, system_clock
from bot.store.accounts import Accounts
from bot.store.articles import Articles
from bot.store.backfills import Backfills
from bot.store.briefs import Briefs
from bot.store.conversations import Conversations
from bot.store.corrections import Corrections
from bot.store.covering import Covering
from bot.store.database import Database
from bot.store.deals import Deals
from bot.store.desk_changes import Changes
from bot.store.desk_drafts import Drafts
from bot.store.desk_erasure import Erasure
from bot.store.desk_follows import Follows
from bot.store.desk_moving import Moving
from bot.store.desk_sightings import Sightings
from bot.store.desk_votes import Votes
from bot.store.dialect import database_url
from bot.store.expiring import Expiring
from bot.store.follows_of import FollowsOf
from bot.store.forgetting import Forgetting
from bot.store.fresh import Fresh
from bot.store.health import Health
from bot.store.history import History
from bot.store.leans import Leans
from bot.store.ledger import Ledger
from bot.store.memory import Memory
from bot.store.migrate import check
from bot.store.migrate import migrate as migrate_database
from bot.store.precedents import Precedents
from bot.store.pushes import Pushes
from bot.store.questions import Questions
from bot.store.receipts import Receipts
from bot.store.search import Search
from bot.store.sources import Sources
from bot.store.stages import Stages
from bot.store.stories import Stories
from bot.store.subscriptions import Subscriptions
from bot.store.summaries import Summaries
from bot.store.ties import Ties
from bot.store.upkeep import Upkeep
from bot.store.vectors import Vectors
from bot.store.workspaces import Workspaces

__all__ = ["Store", "open_archive", "open_store"]


class Store(
    Sources,
    Articles,
    Stories,
    Summaries,
    Deals,
    Precedents,
    Subscriptions,
    Briefs,
    Ledger,
    Memory,
    Receipts,
    History,
    Search,
    Leans,
    Ties,
    Vectors,
    Expiring,
    Stages,
    Covering,
    Questions,
    Pushes,
    Health,
    Upkeep,
    Drafts,
    Changes,
    Votes,
    Follows,
    FollowsOf,
    Fresh,
    Corrections,
    Erasure,
    Sightings,
    Moving,
    Workspaces,
    Conversations,
    Accounts,
    Backfills,
    Forgetting,
):
    """All of the store under one name; its parts stand in files of their own. It is used on one event loop."""

    async def close(self) -> None:
        """Close all connections."""
        await self._database.close()


async def open_store(url: str, *, migrate: bool = True, clock: Clock = system_clock) -> Store:
    """Open the database at `url`, such as sqlite:///var/entente.db or postgresql://user@host/entente.

    It is brought to the newest revision first unless `migrate` is off. Raise StorageError where it cannot be reached.
    """
    if migrate:
        await asyncio.to_thread(migrate_database, url)
    return Store(Database(database_url(url)), clock=clock)


async def open_archive(url: str, *, clock: Clock = system_clock) -> Store:
    """Open the database at `url` to read in it, also while another process works with it; nothing is migrated.

    Raise StorageError where there is none yet, or one of another version.
    """
    await asyncio.to_thread(check, url)
    return Store(Database(database_url(url)), clock=clock)
