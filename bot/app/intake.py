"""What people say in chat, turned into stored questions and enqueued work. Nothing is worked out here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot import settings as configuration
from bot.app.notices import Notices
from bot.app.vocabulary import vocabulary_of
from bot.briefing.standing import standing_text, tended
from bot.chat.commands import AskCommand, Command, HelpCommand, ListCommand, NowCommand, SourcesCommand
from bot.chat.heard import Action, Filled, Heard, Press
from bot.chat.parsing import help_text, parse
from bot.chat.platform import Payload
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.handlers import COMMAND
from bot.chat.slack.render import SlackRenderer
from bot.domain.brief import BriefKey
from bot.domain.delivery import MessageRef
from bot.domain.ids import SubscriptionId, digest
from bot.domain.question import Question
from bot.domain.topic import Subscription, Topic
from bot.engine import Engine
from bot.errors import DeliveryError
from bot.log import get_logger
from bot.steps import Parts

log = get_logger("intake")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackDesk:
    """Takes what Slack's listeners hand on."""

    parts: Parts
    engine: Engine
    gateway: SlackGateway
    renderer: SlackRenderer
    notices: Notices

    async def first_time(self, event_id: str) -> bool:
        """Store an event's id and say whether it is new."""
        return await self.parts.store.first_time(event_id, self.parts.clock())

    def parse(self, text: str) -> Command:
        """Return the command in what was said."""
        words = vocabulary_of(configuration.load())
        return parse(text, words, today=self.parts.clock().date(), zone="UTC")

    async def command(self, heard: Heard, command: Command) -> None:
        """Do what was asked, and answer."""
        match command:
            case NowCommand():
                await self._now(heard)
            case ListCommand():
                await self._list(heard)
            case SourcesCommand():
                await self._sources(heard)
            case AskCommand():
                await self._ask(heard, command)
            case HelpCommand():
                await self._notice(heard, help_text(command, name=COMMAND))
            case _:
                await self._notice(heard, "Not understood.")

    async def press(self, heard: Heard, press: Press) -> None:
        """Show what a brief was made from."""
        if press.action is Action.DETAILS:
            await self._details(heard, press.value)

    async def check(self, heard: Heard, filled: Filled) -> Mapping[str, str]:  # noqa: ARG002
        """Find nothing wrong: there is no form yet."""
        return {}

    async def filled(self, heard: Heard, filled: Filled) -> None:
        """Take no form."""

    async def home(self, heard: Heard) -> None:
        """Show no home."""

    async def channel_changed(self, heard: Heard, *, usable: bool) -> None:
        """Tell the operators."""
        await self._channel(heard.channel, usable)

    async def channel_renamed(self, heard: Heard, *, now: str) -> None:
        """Take no note."""

    async def uninstalled(self, workspace: str, *, enterprise: str = "") -> None:  # noqa: ARG002
        """Tell the operators."""
        await self._uninstalled(workspace)

    async def _now(self, heard: Heard) -> None:
        subscriptions = await self._of(heard.channel)
        if not subscriptions:
            await self._notice(heard, "This channel has no subscription yet; `config/subscriptions.yaml` takes one.")
        date = self.parts.clock().date().isoformat()
        for subscription in subscriptions:
            slot = f"now-{digest(heard.event_id)}"
            await self.engine.enqueue_brief(subscription.id, date, slot, channel=subscription.channel)

    async def _ask(self, heard: Heard, command: AskCommand) -> None:
        question = Question(
            id=heard.event_id,
            platform="slack",
            channel=heard.channel,
            text=command.text,
            asked_at=self.parts.clock(),
            thread=_thread(heard),
        )
        await self.parts.store.save_question(question)
        await self.engine.enqueue_ask(heard.channel, digest(heard.event_id), question.id)

    async def _list(self, heard: Heard) -> None:
        lines = [_told(subscription) for subscription in await self._of(heard.channel)]
        await self._notice(heard, "\n".join(lines) or "This channel has no subscription.")

    async def _sources(self, heard: Heard) -> None:
        store, now = self.parts.store, self.parts.clock()
        stored, states = await store.sources(), await store.fetch_states()
        off = sum(not source.enabled for source in stored)
        told = standing_text(tended(stored, states, now), await store.source_figures(now), now, off=off)
        await self._notice(heard, told)

    async def _details(self, heard: Heard, key: str) -> None:
        brief = await self.parts.store.brief(_brief_key(key))
        if brief is None or brief.channel != heard.channel:
            await self._notice(heard, "The receipt of that brief is no longer kept.")
            return
        await self._whisper(heard, self.renderer.receipt(brief))

    async def _notice(self, heard: Heard, text: str) -> None:
        await self._whisper(heard, self.renderer.notice(text))

    async def _whisper(self, heard: Heard, payload: Payload) -> None:
        """Show `payload` to the one who asked; a failure is logged, since nothing else depends on it."""
        try:
            await self.gateway.tell(heard.channel, heard.user, payload, thread=_thread(heard))
        except DeliveryError as error:
            log.warning("a notice was not shown", channel=heard.channel, problem=error.problem)

    async def _channel(self, channel: str, usable: bool) -> None:
        state = "can be posted to again" if usable else "can no longer be posted to"
        for subscription in await self._of(channel):
            await self.notices.tell(f"Channel {channel} {state}; it has the subscription {subscription.id}.")

    async def _uninstalled(self, team: str) -> None:
        await self.notices.tell(f"The app was removed from workspace {team}, or its tokens were revoked.")

    async def _of(self, channel: str) -> tuple[Subscription, ...]:
        listed = await self.parts.store.subscriptions("slack")
        return tuple(subscription for subscription in listed if subscription.channel == channel)


def _thread(heard: Heard) -> MessageRef | None:
    return MessageRef(channel=heard.channel, message_id=heard.thread) if heard.thread else None


def _brief_key(text: str) -> BriefKey:
    subscription, local_date, slot = text.rsplit(":", 2)
    return BriefKey(subscription_id=SubscriptionId(subscription), local_date=local_date, slot=slot)


def _told(subscription: Subscription) -> str:
    """Return a subscription in one line."""
    when = ", ".join(subscription.slots)
    kind = "from the configuration" if subscription.managed else "made in chat"
    return f"{subscription.id}: {_asked(subscription.topic)}, at {when} {subscription.timezone} ({kind})"


def _asked(topic: Topic) -> str:
    pairs = (f"{pair.first}{'→' if pair.directed else '–'}{pair.second}" for pair in topic.pairs)
    words: Iterable[str] = (*topic.countries, *pairs, *topic.sectors, *topic.types, *topic.words)
    return ", ".join(words) or "everything"
