"""Useful or not, and why not; and what the bot proposes because of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from bot.app.desk.finding import NONE_YET
from bot.app.desk.permits import Act, refusal
from bot.app.desk.previewing import clipped
from bot.app.desk.reading import short
from bot.app.desk.room import NO_BRIEF, Room
from bot.briefing.proposals import Voted, applied, propose, taken_back, tally
from bot.briefing.tallying import proposal_line, tally_lines
from bot.chat.commands import FeedbackCommand
from bot.chat.heard import Action, Heard
from bot.chat.notes import Button, Note
from bot.chat.phrases import counted
from bot.chat.saying import say_topic
from bot.domain.brief import Brief, BriefItem
from bot.domain.desk import Complaint, Proposal, Verdict, Vote
from bot.domain.ids import ArticleId, StoryId, SubscriptionId
from bot.domain.moments import utc
from bot.domain.topic import Subscription

VOTES_KEPT = timedelta(days=365)
_LABELS = {
    Complaint.NOT_RELEVANT: "Not relevant",
    Complaint.WRONG_COUNTRY: "Wrong country",
    Complaint.WRONG_STAGE: "Wrong stage",
    Complaint.DUPLICATE: "Duplicate",
    Complaint.OTHER: "Other",
}
_MOST_PROPOSALS, _TOPIC = 5, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Voting:
    """Feedback."""

    room: Room

    async def useful(self, heard: Heard, value: str) -> None:
        """Store that an item was useful."""
        found = await self._item(heard, value)
        if found is not None:
            await self._store(heard, *found, Verdict.USEFUL, None)
            await self.room.whisper(heard, "Noted as useful. You can change your mind any time.")

    async def not_useful(self, heard: Heard, value: str) -> None:
        """Ask why an item was not useful; nothing is stored before it is said."""
        found = await self._item(heard, value)
        if found is not None:
            buttons = [
                Button(
                    action=Action.COMPLAIN,
                    label=label,
                    value=f"{found[0].key}|{found[1].story_id}|{complaint}",
                    spoken=f"Not useful: {label.lower()}",
                )
                for complaint, label in _LABELS.items()
            ]
            await self.room.whisper(heard, short(found[1]), title="What was wrong with it?", buttons=buttons)

    async def complain(self, heard: Heard, value: str) -> None:
        """Store why an item was not useful, and propose to the owners what the votes suggest by now."""
        place, _, word = value.rpartition("|")
        try:
            complaint = Complaint(word)
        except ValueError:
            await self.room.whisper(heard, NO_BRIEF)
            return
        found = await self._item(heard, place)
        if found is None:
            return
        await self._store(heard, *found, Verdict.NOT_USEFUL, complaint)
        await self.room.whisper(
            heard,
            f"Noted: {_LABELS[complaint].lower()}. Votes change nothing by themselves; where several agree, I propose "
            "a change to the owners.",
        )
        await self._propose(heard, found[0].key.subscription_id)

    async def accept(self, heard: Heard, name: str) -> None:
        """Change a subscription as was proposed."""
        await self._decide(heard, name, accepted=True)

    async def decline(self, heard: Heard, name: str) -> None:
        """Leave a subscription as it is; the same is not proposed again."""
        await self._decide(heard, name, accepted=False)

    async def feedback(self, heard: Heard, command: FeedbackCommand) -> None:
        """Show what readers said of the channel's items and what waits for a decision, or forget it."""
        room = self.room
        if not await room.may(heard, Act.READ):
            return
        listed = await room.listed(heard)
        if not listed:
            await room.whisper(heard, NONE_YET)
        elif command.reset:
            await self._reset(heard, listed)
        else:
            await self._show(heard, listed)

    async def _show(self, heard: Heard, listed: Sequence[Subscription]) -> None:
        room, store = self.room, self.room.parts.store
        proposals = await store.proposals([one.id for one in listed])
        names = await self._sources_of(proposals)
        lines: list[str] = []
        for number, one in enumerate(listed, start=1):
            votes = await store.votes(one.id, since=room.now() - VOTES_KEPT)
            theirs = [proposal for proposal in proposals if proposal.subscription_id == one.id]
            named = f"{number}. {clipped(say_topic(one.topic, room.words), _TOPIC)}"
            lines += tally_lines(named, tally(votes), theirs, labels=room.parts.labels, names=names)
        waiting = [proposal for proposal in proposals if proposal.decided_at is None][:_MOST_PROPOSALS]
        buttons = [button for proposal in waiting for button in self._buttons(proposal, names)]
        await room.whisper(heard, *lines, title="Feedback in this channel", buttons=buttons)

    async def _reset(self, heard: Heard, listed: Sequence[Subscription]) -> None:
        """Forget votes and proposals of the channel's subscriptions, and take back what was accepted of them."""
        room, store = self.room, self.room.parts.store
        for one in listed:
            allowed = await room.may(heard, Act.CHANGE) if one.managed else await self._decides(heard, one)
            if not allowed:
                return
        forgotten = 0
        for one in listed:
            accepted = [proposal for proposal in await store.proposals([one.id]) if proposal.accepted]
            if accepted:
                await store.amend_subscription(one.id, partial(taken_back, accepted=accepted))
            number = await store.forget_votes(one.id)
            forgotten += number
            detail = f"{counted(number, 'vote', 'votes')} forgotten, {len(accepted)} accepted proposals taken back"
            await room.audit(heard, one, "feedback reset", detail)
        told = counted(forgotten, "vote", "votes")
        await room.whisper(heard, f"Forgotten: {told}, and what was accepted because of them.")

    async def _item(self, heard: Heard, value: str) -> tuple[Brief, BriefItem] | None:
        return await self.room.item(heard, value) if await self.room.may(heard, Act.READ) else None

    async def _store(
        self, heard: Heard, brief: Brief, item: BriefItem, verdict: Verdict, complaint: Complaint | None
    ) -> None:
        await self.room.parts.store.save_vote(
            Vote(
                workspace=heard.workspace,
                channel=heard.channel,
                user=heard.user,
                subscription_id=brief.key.subscription_id,
                story_id=item.story_id,
                revision=item.revision,
                verdict=verdict,
                at=self.room.now(),
                complaint=complaint,
            )
        )

    async def _propose(self, heard: Heard, name: SubscriptionId) -> None:
        """Make what proposals the votes suggest by now, and ask the owners."""
        room, store = self.room, self.room.parts.store
        known = await store.subscription(name)
        if known is None or known.managed:
            return
        votes = await store.votes(name, since=room.now() - VOTES_KEPT)
        directory = room.at(heard).directory
        personal = directory is not None and (await directory.place(known.channel)).direct
        made = propose(
            known,
            votes,
            await self._voted(known, {vote.story_id for vote in votes}),
            known=await store.proposals([name]),
            now=room.now(),
            personal=personal,
        )
        for proposal in made:
            if await store.save_proposal(proposal):
                await self._ask(heard, known, proposal)

    async def _ask(self, heard: Heard, known: Subscription, proposal: Proposal) -> None:
        """Send a proposal to the owners; where none can be written to it waits in `feedback`."""
        names = await self._sources_of([proposal])
        line = proposal_line(proposal, labels=self.room.parts.labels, names=names)
        note = Note(
            title="A change that readers' votes suggest",
            lines=(line, "Nothing changes unless you accept. “feedback” in the channel shows the votes."),
            buttons=tuple(self._buttons(proposal, names)),
        )
        for person in await self.room.people(heard, known.owners):
            await self.room.write_to(heard, person, note)

    async def _voted(self, known: Subscription, ids: set[StoryId]) -> dict[StoryId, Voted]:
        """Return what the archive knows of the stories that were voted on."""
        store = self.room.parts.store
        stories = await store.stories(sorted(ids))
        members: list[ArticleId] = [name for story in stories for name in story.article_ids]
        source_of = {article.id: article.source_id for article in await store.articles(members)}
        score_of = {one.article_id: one.score for one in await store.analyses(members)}
        return {
            story.id: Voted(
                story_id=story.id,
                sources=frozenset(source_of[name] for name in story.article_ids if name in source_of),
                countries=frozenset(story.countries),
                stage=story.stage,
                score=max(
                    (
                        score_of[name] * known.source_weights.get(source_of[name], 1.0)
                        for name in story.article_ids
                        if name in score_of and name in source_of
                    ),
                    default=None,
                ),
            )
            for story in stories
        }

    async def _decide(self, heard: Heard, name: str, *, accepted: bool) -> None:
        room, store = self.room, self.room.parts.store
        proposal = await store.proposal(name)
        known = await room.subscription(heard, proposal.subscription_id if proposal else "")
        if proposal is None or known is None or not await self._decides(heard, known):
            return
        decided = replace(proposal, accepted=accepted, decided_by=heard.user, decided_at=utc(room.now()))
        if not await store.decide_proposal(decided):
            await room.whisper(heard, "That was decided already.")
            return
        line = proposal_line(decided, labels=room.parts.labels, names=await self._sources_of([decided]))
        if accepted:
            await store.amend_subscription(known.id, lambda subscription: applied(subscription, decided))
        await room.audit(heard, known, "accept proposal" if accepted else "decline proposal", line)
        await room.whisper(heard, f"Changed. {line}" if accepted else "Left as it is; I will not propose that again.")

    async def _decides(self, heard: Heard, known: Subscription) -> bool:
        """Whether somebody decides for a subscription: its owners, and where it has none whoever may change it."""
        asker = await self.room.asker(heard, subscription=known)
        why = refusal(asker, Act.CHANGE, self.room.rules, subscription=known)
        if not why and known.owners and not asker.owns:
            why = "Only its owners decide that."
        if why:
            await self.room.whisper(heard, why)
        return not why

    async def _sources_of(self, proposals: Sequence[Proposal]) -> dict[str, str]:
        ids = {proposal.subject for proposal in proposals}
        return {source.id: source.name for source in await self.room.parts.store.sources() if source.id in ids}

    def _buttons(self, proposal: Proposal, names: dict[str, str]) -> list[Button]:
        said = proposal_line(proposal, labels=self.room.parts.labels, names=names)
        return [
            Button(
                action=Action.ACCEPT, label="Accept", value=proposal.id, spoken=f"Accept: {said}"[:75], style="primary"
            ),
            Button(action=Action.DECLINE, label="Decline", value=proposal.id, spoken=f"Decline: {said}"[:75]),
        ]
