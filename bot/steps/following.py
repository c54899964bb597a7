"""What people who follow a story or a deal are told by direct message. Decisions are `bot.briefing.alerts`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.briefing.alerts import News, concerns, date_of, follow_slot, may_tell_follower, told_by
from bot.briefing.selection import Chosen, choose
from bot.domain.brief import Brief, BriefKey, BriefKind
from bot.domain.deal import Deal
from bot.domain.desk import Follow
from bot.domain.ids import DealId, StoryId, SubscriptionId, digest
from bot.domain.topic import QuietHours, Subscription
from bot.errors import DeliveryError
from bot.log import get_logger
from bot.steps.look import Look
from bot.steps.parts import Parts
from bot.steps.special import OneStory, Post

_PERSON = "follow-"
Who = tuple[str, str, str]
"""Platform, workspace and user."""
log = get_logger("following")


def person_id(platform: str, workspace: str, user: str) -> SubscriptionId:
    """Return the name under which a person is told what they follow."""
    return SubscriptionId(f"{_PERSON}{digest(platform, workspace, user)}")


@dataclass(frozen=True, slots=True)
class Following:
    """Finds whom news concern. It may be asked again and again: the same message has the same name."""

    parts: Parts
    look: Look

    async def due(self, fresh: Sequence[News], *, alerts: Collection[Post] = ()) -> list[Post]:
        """Return what followers are to be told of `fresh` now.

        Where one of `alerts` is about to tell it in the channel where they follow it, they wait for how that goes.
        """
        coming = {(channel, told_by(slot)) for _, _, slot, channel in alerts}
        found: list[Post] = []
        for news in await self._followed(fresh):
            for who, follows in (await self._concerned(news)).items():
                named = (str(news.story.id), news.story.revision)
                if any((follow.channel, named) in coming for follow in follows):
                    continue
                person = await self._person(who, follows)
                if person is not None and await self._is_due(person, news, follows):
                    found.append((person.id, date_of(person, news), follow_slot(news.story), person.channel))
        return found

    async def brief(self, key: BriefKey) -> Brief | None:
        """Return what is told under `key`, None where it is not to be: it was told, changed, or is followed no more."""
        named = told_by(key.slot)
        stories = await self.parts.store.stories([StoryId(named[0])]) if named else ()
        learnt = await self.parts.store.learnt_at(StoryId(named[0])) if named else None
        if named is None or not stories or learnt is None or stories[0].revision != named[1]:
            return None
        news = News(story=stories[0], learnt_at=learnt)
        mine = [one for one in (await self._concerned(news)).items() if person_id(*one[0]) == key.subscription_id]
        person = await self._person(*mine[0]) if mine else None
        if person is None or not await self._is_due(person, news, mine[0][1]):
            return None
        choice = await self._choice(person, news)
        if choice is None:
            return None
        one = OneStory(self.parts, self.look)
        return await one.brief(key, person, kind=BriefKind.FOLLOW, choice=choice, since=learnt)

    async def _followed(self, fresh: Sequence[News]) -> list[News]:
        """Return what of `fresh` may concern anybody: most stories nobody follows."""
        store = self.parts.store
        follows = await store.all_follows()
        if not follows:
            return []
        living = await store.living_stories({follow.story_id for follow in follows})
        stories = {story.id for story in living}
        deals = {story.deal_id for story in living} | {follow.deal_id for follow in follows}
        return [
            news
            for news in fresh
            if news.timely and (news.story.id in stories or (news.story.deal_id and news.story.deal_id in deals))
        ]

    async def _concerned(self, news: News) -> Mapping[Who, Sequence[Follow]]:
        """Return who is to hear of `news`, each with the follows by which it concerns them."""
        store, story = self.parts.store, news.story
        deals = await store.deals([story.deal_id]) if story.deal_id else dict[DealId, Deal]()
        deal = deals.get(story.deal_id) if story.deal_id else None
        of_deal = deal.story_ids if deal else ()
        way = await store.story_way(story.id)
        own = {story.id, *way.absorbed}
        follows = await store.follows_of({*own, *of_deal}, {story.deal_id} if story.deal_id else set())
        found: dict[Who, list[Follow]] = {}
        for follow in follows:
            seen = follow.revision if follow.story_id == story.id else 0
            if follow.story_id in own and not seen:
                seen = (await store.seen_by(follow.channel, (story.id,), follow.at)).get(story.id, 0)
            same = follow.story_id in own
            if concerns(news, followed_at=follow.at, seen=seen, same_story=same, deal=deal):
                found.setdefault((follow.platform, follow.workspace, follow.user), []).append(follow)
        return found

    async def _person(self, who: Who, follows: Sequence[Follow]) -> Subscription | None:
        """Return what stands for a person: their direct messages, time zone and quiet hours; None if out of reach."""
        platform, workspace, user = who
        outbound = self.parts.outbound.get(platform)
        if outbound is None:
            return None
        try:
            directory = outbound.platform.at(workspace).directory
            if directory is None:
                return None
            person = await directory.person(user)
            if person.deactivated or person.bot:
                return None
            channel = await directory.direct(user)
        except DeliveryError as error:
            log.warning("a follower cannot be reached", platform=platform, problem=error.problem)
            return None
        own = await self.parts.store.subscriptions_in(platform, channel)
        zone = own[0].timezone if own else usable(person.zone) or await self._zone(follows)
        return Subscription.model_validate(
            {
                "id": person_id(*who),
                "platform": platform,
                "workspace": workspace,
                "channel": channel,
                "timezone": zone,
                "language": own[0].language if own else "en",
                "quiet_hours": (own[0].quiet_hours if own else None) or QuietHours(),
            }
        )

    async def _zone(self, follows: Sequence[Follow]) -> str:
        """Return the time zone of the channel where a person pressed Follow, who has none that is known."""
        for follow in follows:
            for subscription in await self.parts.store.subscriptions_in(follow.platform, follow.channel):
                return subscription.timezone
        return "UTC"

    async def _is_due(self, person: Subscription, news: News, follows: Sequence[Follow]) -> bool:
        """Whether a person is to be told now what no channel where they follow it announced."""
        if not may_tell_follower(person, news, now=self.parts.clock()):
            return False
        story = news.story
        for channel in sorted({follow.channel for follow in follows}):
            if await self.parts.store.announced(channel, story.id, story.revision):
                return False
        return await self._choice(person, news) is not None

    async def _choice(self, person: Subscription, news: News) -> Chosen | None:
        """Return how the story is told there, None where it was: by a personal brief, or before."""
        return choose(news.story, await self.look.heard(person.channel, [news.story]))


def usable(zone: str | None) -> str:
    """Return `zone` where it is one that is known here, else ""."""
    try:
        return ZoneInfo(zone).key if zone else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""
