"""What is forgotten with time: questions, accounts, the texts of others, and workspaces that took the bot out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.log import get_logger
from bot.steps.parts import Parts

log = get_logger("retention")
_QUESTIONS_KEPT = timedelta(days=30)
_POLLS_KEPT = timedelta(days=90)
_VOTES_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Retain:
    """The daily step that forgets."""

    parts: Parts

    async def forget(self, utc_date: str) -> int:
        """Forget what is past its time on `utc_date` and return how much it was.

        Questions go after 30 days, polls and drops after 90, votes after 365, unconfirmed previews after one,
        full texts, vectors and stories after the days the settings say, and so does what is kept of a workspace that
        the bot is no longer in.
        """
        day = datetime.fromisoformat(utc_date).replace(tzinfo=UTC)
        store = self.parts.store
        gone = await self._forget_workspaces(day) + await store.forget_oauth_states(day)
        gone += await store.forget_questions(day - _QUESTIONS_KEPT) + await store.retain(day - _POLLS_KEPT)
        gone += await store.forget_votes_before(day - _VOTES_KEPT) + await store.forget_drafts(self.parts.clock())
        while emptied := await store.drop_texts(day - self.parts.full_text):
            gone += emptied
        while fewer := await store.forget_vectors_before(day - self.parts.vectors_kept):
            gone += fewer
        while self.parts.stories_kept and (expired := await store.expire_stories(day - self.parts.stories_kept)):
            gone += expired
        return gone

    async def _forget_workspaces(self, day: datetime) -> int:
        """Delete all that is kept of workspaces lost for so many days; their row goes last, so that nothing is left."""
        store, gone = self.parts.store, 0
        for workspace in await store.workspaces_to_delete(day):
            gone += await store.delete_workspace(workspace.platform, workspace.id)
            await store.forget_tokens(workspace.id)
            await store.forget_workspace(workspace.platform, workspace.id)
            log.info("workspace forgotten", platform=workspace.platform, workspace=workspace.id)
        return gone
