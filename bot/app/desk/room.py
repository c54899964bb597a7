"""What every family of the desk works with: who asks, what they may, how they are answered, what is noted down."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.app.desk.finding import NONE_YET
from bot.app.desk.naming import put, put_alone
from bot.app.desk.permits import Act, Asker, Rules, refusal
from bot.app.notices import Notices
from bot.chat.heard import Heard
from bot.chat.notes import Button, Note
from bot.chat.parsing_words import Vocabulary
from bot.chat.platform import Payload, Platform
from bot.domain.brief import Brief, BriefItem, BriefKey
from bot.domain.delivery import MessageRef
from bot.domain.desk import Change
from bot.domain.ids import SubscriptionId
from bot.domain.people import Person, Place
from bot.domain.topic import Subscription
from bot.errors import ChannelUnavailable, DeliveryError, ScopeMissing
from bot.log import get_logger
from bot.settings import Settings
from bot.steps.parts import Parts

log = get_logger("desk")
_MOST_WRITTEN_TO = 5
NO_BRIEF = "That brief is no longer kept, or it is not this channel's."
NO_SUBSCRIPTION = "That subscription is gone, or it is none of yours here."


class Enqueues(Protocol):
    """The part of the engine that the desk talks to; each call twice is once."""

    async def enqueue_brief(
        self, subscription_id: str, local_date: str, slot: str, *, channel: str | None = ...
    ) -> str:
        """Enqueue a brief."""

    async def enqueue_ask(self, channel: str, event_id: str, request_id: str) -> str:
        """Enqueue the answer to a question."""


async def nothing_changed() -> None:
    """Take the news that subscriptions changed where no clock is to be set."""


@dataclass(slots=True)
class Alarm:
    """How the clock learns that subscriptions changed; whoever owns the clock sets `ring`."""

    ring: Callable[[], Awaitable[None]] = nothing_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The desk's surroundings. `platform` may serve many workspaces; `alarm` is rung after each change."""

    parts: Parts
    engine: Enqueues
    platform: Platform
    notices: Notices
    words: Vocabulary
    settings: Settings
    started_at: datetime
    alarm: Alarm = field(default_factory=Alarm)

    @property
    def rules(self) -> Rules:
        """The operator's settings on who may do what."""
        return Rules(changed_by=self.settings.subscriptions_by, external=self.settings.external(self.platform.name))

    def now(self) -> datetime:
        """Return the present moment."""
        return self.parts.clock()

    def at(self, heard: Heard) -> Platform:
        """Return the platform in the workspace of `heard`; raise InstallationUnavailable."""
        return self.platform.at(heard.workspace)

    async def asker(self, heard: Heard, *, channel: str = "", subscription: Subscription | None = None) -> Asker:
        """Return who asks, with regard to a subscription or a channel, by default the one they ask in."""
        target = subscription.channel if subscription is not None else channel or heard.channel
        here = bool(target) and target == heard.channel
        directory = self.at(heard).directory
        if directory is None:
            person, place, member = Person(id=heard.user, known=False), Place(id=target, known=False), None
        else:
            nowhere = Place(id="", direct=True)
            asked = directory.place(target) if target else asyncio.sleep(0, nowhere)
            person, place = await asyncio.gather(directory.person(heard.user), asked)
            member = here or None if place.direct else await directory.is_member(target, heard.user)
        known = person.workspace if person.known else ""
        # In an organisation of many workspaces what is heard names another one of it; who is known is placed rightly.
        homes = {home for home in (known, heard.home if not (known and heard.enterprise) else "") if home}
        return Asker(
            person=person,
            place=place,
            member=member,
            here=here or not target,
            foreign=bool(heard.workspace) and bool(homes - {heard.workspace}),
            owns=subscription is not None and await self._owns(heard, subscription),
        )

    async def refused(
        self, heard: Heard, act: Act, *, channel: str = "", subscription: Subscription | None = None
    ) -> str:
        """Return why `act` is refused, a line to be shown, "" where it is allowed."""
        asker = await self.asker(heard, channel=channel, subscription=subscription)
        return put(refusal(asker, act, self.rules, subscription=subscription), heard.platform)

    async def may(self, heard: Heard, act: Act, *, channel: str = "", subscription: Subscription | None = None) -> bool:
        """Whether `act` is allowed; who may not is told why."""
        why = await self.refused(heard, act, channel=channel, subscription=subscription)
        if why:
            await self.whisper(heard, why)
        return not why

    async def _owns(self, heard: Heard, subscription: Subscription) -> bool:
        if subscription.workspace not in {"", heard.workspace}:
            return False
        if heard.user in subscription.owners:
            return True
        directory = self.at(heard).directory
        if directory is None:
            return False
        groups = [owner for owner in subscription.owners if is_group(heard.platform, owner)]
        return any([heard.user in await directory.group(group) for group in groups])

    async def listed(self, heard: Heard, channel: str = "") -> tuple[Subscription, ...]:
        """Return the subscriptions of a channel as `list` numbers them, by default of the one they ask in."""
        found = await self.parts.store.subscriptions_in(heard.platform, channel or heard.channel)
        return tuple(one for one in found if one.workspace in {"", heard.workspace})

    async def subscription(self, heard: Heard, name: str) -> Subscription | None:
        """Return the subscription of this id where it is this workspace's, else say that there is none."""
        found = await self.parts.store.subscription(SubscriptionId(name))
        if found is not None and found.platform == heard.platform and found.workspace in {"", heard.workspace}:
            return found
        await self.whisper(heard, NO_SUBSCRIPTION)
        return None

    async def brief(self, heard: Heard, text: str) -> Brief | None:
        """Return the brief whose key is `text` where it stands in this channel, else say that there is none."""
        key = brief_key(text)
        found = await self.parts.store.brief(key) if key is not None else None
        if found is not None and found.workspace in {"", heard.workspace} and await self._stands_here(heard, found):
            return found
        await self.whisper(heard, NO_BRIEF)
        return None

    async def item(self, heard: Heard, value: str) -> tuple[Brief, BriefItem] | None:
        """Return the item that `brief key|story` names, as it was mended since; else say that there is none."""
        text, _, story = value.partition("|")
        brief = await self.brief(heard, text)
        if brief is None:
            return None
        found = next((item for item in brief.items if item.story_id == story), None)
        if found is None:
            await self.whisper(heard, NO_BRIEF)
            return None
        mended = (await self.parts.store.mends_of(brief)).get(found.story_id)
        return brief, found if mended is None else mended.standing

    async def _stands_here(self, heard: Heard, brief: Brief) -> bool:
        """Whether `brief` is of the channel they press in; one that got another id since is still the same."""
        if not heard.channel or brief.channel == heard.channel:
            return bool(heard.channel)
        known = await self.parts.store.subscription(brief.key.subscription_id)
        return known is not None and known.channel == heard.channel and known.platform == heard.platform

    async def name(self, heard: Heard, user: str = "") -> str:
        """Return what a person is called, their id where that is not known."""
        directory = self.at(heard).directory
        person = await directory.person(user or heard.user) if directory is not None else None
        return (person.name if person else "") or user or heard.user

    async def audit(self, heard: Heard, subscription: Subscription, action: str, detail: str) -> None:
        """Write an entry of the audit, and ring the clock's alarm."""
        change = Change(
            at=self.now(),
            platform=heard.platform,
            workspace=subscription.workspace or heard.workspace,
            channel=subscription.channel,
            user=heard.user,
            subscription_id=subscription.id,
            action=action,
            detail=detail[:500],
        )
        await self.parts.store.save_change(change)
        await self.alarm.ring()

    async def whisper(
        self,
        heard: Heard,
        *lines: str,
        title: str = "",
        code: str = "",
        buttons: Sequence[Button] = (),
        links: Sequence[str] = (),
    ) -> None:
        """Answer the one who asked, alone; a failure is logged, since nothing else depends on it."""
        direct = not heard.channel or (NONE_YET in lines and await self.is_direct(heard))
        lines = tuple((put_alone if direct else put)(line, heard.platform) for line in lines)
        note = Note(lines=lines, title=title, code=code, buttons=tuple(buttons), links=tuple(links))
        await self.show(heard, self.at(heard).renderer.note(note))

    async def show(self, heard: Heard, payload: Payload) -> None:
        """Show `payload` to the one who asked: in a channel to them alone, else in their direct messages."""
        platform = self.at(heard)
        thread = MessageRef(channel=heard.channel, message_id=heard.thread) if heard.thread else None
        try:
            if not heard.channel:
                await platform.gateway.post(await self._direct(heard), payload)
            elif await self.is_direct(heard):
                await platform.gateway.post(heard.channel, payload, thread=thread)
            else:
                await self._tell(heard, payload, thread)
        except DeliveryError as error:
            log.warning("an answer was not shown", channel=heard.channel, problem=error.problem)

    async def _tell(self, heard: Heard, payload: Payload, thread: MessageRef | None) -> None:
        """Show `payload` in the channel to one person; where the bot is not in it, in their direct messages.

        Where it cannot be shown to one alone, it is tried below what they said: there the platform may say how it can.
        """
        platform = self.at(heard)
        try:
            await platform.gateway.tell(heard.channel, heard.user, payload, thread=thread if heard.threaded else None)
        except ChannelUnavailable:
            await platform.gateway.post(await self._direct(heard), payload)
        except ScopeMissing:
            if heard.threaded or thread is None:
                raise
            await platform.gateway.tell(heard.channel, heard.user, payload, thread=thread)

    async def is_direct(self, heard: Heard) -> bool:
        """Whether they are in their direct messages with the bot."""
        directory = self.at(heard).directory
        return directory is not None and (await directory.place(heard.channel)).direct

    async def done(self, heard: Heard, *lines: str, buttons: Sequence[Button] = ()) -> None:
        """Say that something is done; who did it at home sees it there and gets no message."""
        if heard.channel or self.at(heard).surfaces is None:
            await self.whisper(heard, *lines, buttons=buttons)

    async def people(self, heard: Heard, owners: Sequence[str]) -> tuple[str, ...]:
        """Return who is written to where `owners` are: each person once, of a user group a few."""
        directory = self.at(heard).directory
        found: list[str] = []
        for owner in owners:
            group = directory is not None and is_group(heard.platform, owner)
            found += (await directory.group(owner))[:_MOST_WRITTEN_TO] if group and directory is not None else (owner,)
        return tuple(dict.fromkeys(found))

    async def post(self, heard: Heard, channel: str, note: Note) -> bool:
        """Post `note` where everybody of a channel reads it; return whether it is out."""
        platform = self.at(heard)
        try:
            await platform.gateway.post(channel, platform.renderer.note(note))
        except DeliveryError as error:
            log.warning("an announcement was not posted", channel=channel, problem=error.problem)
            return False
        return True

    async def write_to(self, heard: Heard, user: str, note: Note) -> bool:
        """Send `note` to a person by direct message; return whether it is out."""
        directory = self.at(heard).directory
        if directory is None:
            return False
        try:
            channel = await directory.direct(user)
        except DeliveryError as error:
            log.warning("somebody cannot be written to", problem=error.problem)
            return False
        return await self.post(heard, channel, note)

    async def _direct(self, heard: Heard) -> str:
        directory = self.at(heard).directory
        if directory is None:
            raise DeliveryError(heard.user, "this platform has no direct messages")
        return await directory.direct(heard.user)


def is_group(platform: str, owner: str) -> bool:
    """Whether an owner's id is that of a user group: Slack's begin with S, those of people with U or W."""
    return platform == "slack" and owner.startswith("S")


def brief_key(text: str) -> BriefKey | None:
    """Return the key that `str(BriefKey)` wrote, None where `text` is another."""
    parts = text.rsplit(":", 2)
    if len(parts) != 3 or not all(parts):
        return None
    return BriefKey(subscription_id=SubscriptionId(parts[0]), local_date=parts[1], slot=parts[2])


def elsewhere(heard: Heard, channel: str) -> Heard:
    """Return `heard` as if it had been said in `channel`, where it was said nowhere, as in a form."""
    return heard if heard.channel else replace(heard, channel=channel)
