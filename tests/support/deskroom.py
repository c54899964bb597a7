"""The desk over a real archive, with a fake chat service around it: what people say and press, and what they see."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from bot import settings as configuration
from bot.app.desk import Alarm, ChatDesk
from bot.app.groups import group_members
from bot.app.notices import Notices
from bot.app.questionwords import question_words_of, saying
from bot.app.vocabulary import vocabulary_of
from bot.chat.asking import read_question
from bot.chat.commands import AskCommand
from bot.chat.forms import Draft, Home
from bot.chat.heard import Action, Filled, Heard, Press
from bot.chat.parsing_words import Vocabulary
from bot.chat.platform import Payload, Platform, Prompt, Upload
from bot.delivery.outbound import Outbound
from bot.delivery.pacing import Pacer
from bot.domain.delivery import MessageRef
from bot.domain.people import Person, Place
from bot.domain.topic import Subscription
from bot.errors import ChannelUnavailable, DeliveryError, ScopeMissing
from bot.settings import Settings
from bot.steps.answer import Answer
from bot.steps.parts import Parts
from bot.store import Store
from support.chatfake import FakeGateway, FakeRenderer
from support.telling import Desk as Archive
from support.telling import desk as archive

WORKSPACE = "T0001"
ANN, BOB, CEM, EVE = "U0ANN", "U0BOB", "U0CEM", "U0EVE"
HALL, ATTIC = "C0HALL", "C0ATTIC"


@cache
def shipped_words() -> Vocabulary:
    """The shipped vocabulary, built once."""
    return vocabulary_of(configuration.load())


class FakeDirectory:
    """Who is where: Ann and Bob are in the hall, Cem is an admin in both, Eve is a guest in the hall."""

    def __init__(self) -> None:
        self.people = {
            ANN: Person(id=ANN, name="Ann", workspace=WORKSPACE, zone="Europe/Warsaw"),
            BOB: Person(id=BOB, name="Bob", workspace=WORKSPACE),
            CEM: Person(id=CEM, name="Cem", workspace=WORKSPACE, admin=True),
            EVE: Person(id=EVE, name="Eve", workspace=WORKSPACE, guest=True),
        }
        self.places = {HALL: Place(id=HALL, name="hall"), ATTIC: Place(id=ATTIC, name="attic", private=True)}
        self.members: dict[str, set[str] | None] = {HALL: {ANN, BOB, CEM, EVE}, ATTIC: {CEM}}
        self.groups: dict[str, tuple[str, ...]] = {}
        self.unreachable: set[str] = set()
        self.told_of: list[str] = []

    async def person(self, user: str) -> Person:
        return self.people.get(user, Person(id=user, known=False))

    async def place(self, channel: str) -> Place:
        if channel.startswith("D"):
            return Place(id=channel, direct=True)
        return self.places.get(channel, Place(id=channel, known=False))

    async def is_member(self, channel: str, user: str) -> bool | None:
        members = self.members.get(channel, set())
        return None if members is None else user in members

    async def direct(self, user: str) -> str:
        if user in self.unreachable:
            raise ChannelUnavailable(user, "no direct messages")
        return f"D{user}"

    async def group(self, group: str) -> tuple[str, ...]:
        return self.groups.get(group, ())

    def changed(self, channel: str) -> None:
        self.told_of.append(channel)


@dataclass
class FakeSurfaces:
    """Forms and homes as they were shown."""

    forms: list[Draft] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)

    async def open_form(self, trigger: str, draft: Draft) -> None:
        self.forms.append(draft)

    async def show_home(self, home: Home) -> None:
        self.homes.append(home)


class WhisperingGateway(FakeGateway):
    """Keeps what single people were shown, in order, and the buttons of the last message that had any."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[Mapping[str, str]] = []
        self.shown: list[str] = []
        self.outside: set[str] = set()
        self.threads: list[str | None] = []

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        if channel in self.outside:
            raise ChannelUnavailable(channel, "the bot is not in the channel (not_in_channel)")
        self.buttons = list(payload.body.get("buttons", ()))
        self.shown.append(payload.text)
        self.threads.append(thread.message_id if thread else None)
        await super().tell(channel, user, payload, thread=thread)

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        if payload.body.get("buttons"):
            self.buttons = list(payload.body["buttons"])
        if channel.startswith("D"):
            self.shown.append(payload.text)
        return await super().post(channel, payload, thread=thread, broadcast=broadcast)


@dataclass
class FakeLive:
    """Shows statuses, takes files and, where it `streams`, answers that grow; `failure` is what every file meets.

    With `in_chats` files are taken in direct messages alone.
    """

    gateway: WhisperingGateway
    streams: bool = False
    in_chats: bool = False
    failure: DeliveryError | None = None
    statuses: list[tuple[str, str]] = field(default_factory=list)
    settlings: list[str] = field(default_factory=list)
    streamed: list[tuple[str, str]] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    files: list[tuple[str, str | None, Upload]] = field(default_factory=list)

    async def thinking(self, channel: str, status: str, *, thread: MessageRef) -> None:
        self.statuses.append((thread.message_id, status))

    async def settled(self, thread: MessageRef) -> None:
        self.settlings.append(thread.message_id)

    async def suggest(self, channel: str, prompts: Sequence[Prompt], *, thread: MessageRef | None = None) -> None:
        self.prompts += [prompt.message for prompt in prompts]

    async def stream(
        self, channel: str, pieces: Sequence[str], last: Payload, *, thread: MessageRef, user: str
    ) -> MessageRef | None:
        if not self.streams:
            return None
        self.streamed.append((user, "".join(pieces)))
        return await self.gateway.post(channel, last, thread=thread)

    async def upload(self, channel: str, files: Sequence[Upload], *, thread: MessageRef | None = None) -> None:
        if self.failure is not None:
            raise self.failure
        if self.in_chats and not channel.startswith("D"):
            raise ScopeMissing(channel, "in channels none is taken")
        self.files += [(channel, thread.message_id if thread else None, file) for file in files]


@dataclass
class FakeEngine:
    """Keeps what was enqueued."""

    briefs: list[tuple[str, str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def enqueue_brief(
        self, subscription_id: str, local_date: str, slot: str, *, channel: str | None = None
    ) -> str:
        self.briefs.append((subscription_id, local_date, slot))
        return f"brief:{subscription_id}:{local_date}:{slot}"

    async def enqueue_ask(self, channel: str, event_id: str, request_id: str) -> str:
        self.asked.append(request_id)
        return f"ask:{channel}:{event_id}"


@dataclass
class DeskRoom:
    """One desk and those around it."""

    archive: Archive
    desk: ChatDesk
    gateway: WhisperingGateway
    directory: FakeDirectory
    surfaces: FakeSurfaces
    engine: FakeEngine
    live: FakeLive
    parts: Parts
    platform: str = "slack"
    events: int = 0
    rung: int = 0

    @property
    def store(self) -> Store:
        return self.archive.store

    def heard(self, user: str = ANN, channel: str = HALL, **fields: Any) -> Heard:
        """Return somebody doing something somewhere, each time anew."""
        self.events += 1
        defaults: dict[str, Any] = {
            "event_id": f"e{self.events}",
            "workspace": WORKSPACE,
            "channel": channel,
            "user": user,
            "trigger": f"t{self.events}",
            "platform": self.platform,
        }
        return Heard(**{**defaults, **fields})

    async def say(self, text: str, user: str = ANN, channel: str = HALL, **fields: Any) -> str:
        """Say something and return what was answered to the one who said it, "" for nothing."""
        before = len(self.gateway.shown)
        await self.desk.command(self.heard(user, channel, **fields), self.desk.parse(text))
        return "\n".join(self.gateway.shown[before:])

    async def press(self, action: Action, value: str, user: str = ANN, channel: str = HALL, **fields: Any) -> str:
        """Press something and return what was answered."""
        before = len(self.gateway.shown)
        await self.desk.press(self.heard(user, channel, **fields), Press(action=action, value=value))
        return "\n".join(self.gateway.shown[before:])

    async def press_label(self, label: str, user: str = ANN, channel: str = HALL) -> str:
        """Press the button with this label of the last answer."""
        button = next(button for button in self.gateway.buttons if re.search(label, button["label"]))
        return await self.press(Action(button["action"]), button["value"], user, channel)

    async def ask(self, text: str, user: str = ANN, channel: str = HALL, **fields: Any) -> str:
        """Ask a question in a thread of its own or that of `thread`; return its id. Nothing is answered yet."""
        private, follows = fields.pop("private", False), fields.pop("follows", False)
        asked = read_question(text, question_words_of(self.desk.room.settings), today=self.archive.now.date())
        command = AskCommand(text=text, asked=asked, private=private, follows=follows)
        heard = self.heard(user, channel, **{"thread": f"t-{self.events + 1}", **fields})
        await self.desk.command(heard, command)
        return heard.event_id

    async def answer(self) -> list[str]:
        """Answer what was asked since the last time, as the engine would; return how that went."""
        ids, self.engine.asked = self.engine.asked, []
        return [await Answer(self.parts).answer(name) for name in ids]

    async def fill(self, filled: Filled, user: str = ANN) -> Mapping[str, str]:
        """Send a form, as a platform does: checked, and taken where nothing is wrong; return what is wrong."""
        heard = self.heard(user, "")
        wrong = await self.desk.check(heard, filled)
        if not wrong:
            await self.desk.filled(heard, filled)
        return wrong

    async def subscribed(self, text: str = "Pakistan Türkiye drones at 07:30", user: str = ANN) -> Subscription:
        """Subscribe the hall and return what is stored."""
        before = {one.id for one in await self.store.subscriptions()}
        await self.say(f"subscribe {text}", user)
        await self.press_label("Confirm", user)
        (made,) = [one for one in await self.store.subscriptions() if one.id not in before]
        return made

    def posted(self, channel: str = HALL) -> list[str]:
        """Return what everybody in a channel reads."""
        return [message.text for message in self.gateway.log.read() if message.channel == channel]


@asynccontextmanager
async def desk_room(
    folder: Path, *, platform: str = "slack", surfaces: FakeSurfaces | None = None, **settings: Any
) -> AsyncIterator[DeskRoom]:
    """Open a desk over an empty archive in `folder`; `settings` are those of the operator."""
    gateway = WhisperingGateway()
    async with archive(folder, gateway) as opened:
        directory, surfaces, engine, alarm = FakeDirectory(), surfaces or FakeSurfaces(), FakeEngine(), Alarm()
        renderer: Any = FakeRenderer()
        live, wanted = FakeLive(gateway), Settings(**settings)
        served = Platform(
            name=platform, renderer=renderer, gateway=gateway, directory=directory, surfaces=surfaces, live=live
        )
        outbound = Outbound(
            ledger=opened.store, platform=served, owner="node-1", clock=opened.clock, pacer=Pacer(interval=0.0)
        )
        parts = replace(
            opened.tell.parts,
            clock=opened.clock,
            outbound={platform: outbound},
            groups=group_members(),
            say=saying(wanted),
        )
        desk = ChatDesk(
            parts=parts,
            engine=engine,
            platform=served,
            notices=Notices(),
            words=shipped_words(),
            settings=wanted,
            alarm=alarm,
        )
        room = DeskRoom(opened, desk, gateway, directory, surfaces, engine, live, parts, platform)

        async def ring() -> None:
            room.rung += 1

        alarm.ring = ring
        yield room
