"""The handlers of Teams over a desk that notes, with conversations in memory and a gateway that keeps cards."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.app.reading import labels_of
from bot.chat.form_choices import choices_of
from bot.chat.platform import Payload, Platform
from bot.chat.teams.around import Around
from bot.chat.teams.entities import activity_of
from bot.chat.teams.handlers import TeamsHandlers
from bot.chat.teams.limits import problems
from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.delivery import MessageRef
from support.botconnector_places import MemoryPlaces
from support.chatfake import FakeGateway
from support.deskfake import NotingDesk
from support.deskroom import FakeDirectory
from support.teamswire import ANNA, APP_ID, CHANNEL, CHAT, SERVICE, TEAM, TENANT

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CHOICES = choices_of(labels_of())


class CardGateway(FakeGateway):
    """Keeps the cards that are posted and edited; each must be one that Teams takes."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[tuple[str, str, Mapping[str, Any]]] = []

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        reference = await super().post(channel, payload, thread=thread, broadcast=broadcast)
        self._keep(channel, reference.message_id, payload)
        return reference

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Post: in a person's own chat what they are told is a message like any."""
        del user
        await self.post(channel, payload, thread=thread)

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        await super().edit(message, payload)
        self._keep(message.channel, message.message_id, payload)

    def _keep(self, channel: str, message: str, payload: Payload) -> None:
        assert problems(activity_of(payload)) == ()
        self.cards.append((channel, message, payload.body["card"]))


@dataclass
class Edge:
    """The handlers, and what they are between."""

    desk: NotingDesk = field(default_factory=NotingDesk)
    places: MemoryPlaces = field(default_factory=MemoryPlaces)
    gateway: CardGateway = field(default_factory=CardGateway)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    consented: list[Mapping[str, Any]] = field(default_factory=list)
    external: bool = False
    now: datetime = NOW

    def __post_init__(self) -> None:
        renderer: Any = None
        platform = Platform(name="teams", renderer=renderer, gateway=self.gateway, directory=self.directory)
        self.around = Around(platform=platform, choices=CHOICES, told_in=self._told_in, consent=self.consented.append)
        self.handlers = TeamsHandlers(
            self.desk,
            self.places,
            app_id=APP_ID,
            around=self.around,
            external=self.external,
            clock=lambda: self.now,
        )

    async def _told_in(self, channel: str, message_id: str, /) -> str | None:
        return self.told.get((channel, message_id))

    async def take(self, *activities: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Hand activities on and return all that the desk noted so far."""
        for activity in activities:
            await self.handlers.receive(activity)
            await self.handlers.drain()
        return self.desk.noted

    async def answer(self, activity: Mapping[str, Any]) -> tuple[int, Any]:
        """Return what an invoke was answered at once, and let what follows from it happen."""
        answer = await self.handlers.receive(activity)
        await self.handlers.drain()
        assert answer is not None
        return answer.status, answer.body


def conversation(channel: str = CHANNEL, **fields: Any) -> Conversation:
    """Return a channel of the team, or the chat of Anna."""
    personal = channel.startswith("a:")
    known = Conversation(
        platform="teams",
        id=channel,
        kind=ConversationKind.PERSONAL if personal else ConversationKind.CHANNEL,
        workspace=TENANT,
        service_url=SERVICE,
        at=NOW,
        team="" if personal else TEAM,
        user=ANNA if personal and channel == CHAT else "",
    )
    return replace(known, **fields)
