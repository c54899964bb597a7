"""What stands in the Teams of the fake Bot Connector: teams, channels, people, chats, and the messages in them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

APP_ID = "5e000000-0000-4000-8000-00000000000b"
SECRET = "a client secret of nobody's"
BOT = f"28:{APP_ID}"
TENANT = "7e000000-0000-4000-8000-000000000001"
TEAM = "19:team-desk@thread.tacv2"
GROUP = "96000000-0000-4000-8000-000000000001"
GENERAL, CHANNEL = TEAM, "19:channel-desk@thread.tacv2"
"""A team's first channel bears the id of the team."""
ANNA, BEN, GUEST = "29:1-anna", "29:1-ben", "29:1-guest"
ELSEWHERE = "7e000000-0000-4000-8000-000000000002"
"""The tenant of the guest."""
FIRST_ID = 1_795_415_400_000


def aad(user: str) -> str:
    """Return the id of a person in the directory."""
    return str(UUID(int=int.from_bytes(user.encode()[-16:], "big")))


@dataclass
class Talk:
    """A conversation: `kind` is channel, personal or groupChat; `roster` is false where the bot was taken out."""

    id: str
    kind: str
    tenant: str
    team: str = ""
    name: str = ""
    people: list[str] = field(default_factory=list)
    roster: bool = True


@dataclass
class Stands:
    """A message that stands, or stood until it was deleted; `versions` are the activities it was, newest last."""

    id: str
    conversation: str
    root: str
    versions: list[dict[str, Any]]
    at: float
    growing: bool = False

    @property
    def activity(self) -> dict[str, Any]:
        """The message as it is now."""
        return self.versions[-1]

    @property
    def card(self) -> dict[str, Any]:
        """Its Adaptive Card, {} where it has none."""
        shown = self.activity.get("attachments") or [{}]
        content: dict[str, Any] = shown[0].get("content") or {}
        return content if content.get("type") == "AdaptiveCard" else {}

    @property
    def key(self) -> str:
        """The delivery key it carries: the id of the card's first element, "" for none."""
        return next((str(part.get("id", "")) for part in self.card.get("body", ())[:1]), "")

    @property
    def said(self) -> str:
        """What a phone shows of it: the summary of a card, or the text."""
        return str(self.activity.get("summary") or self.activity.get("text") or "")


class World:
    """One tenant with a team of two channels, two people who have the bot, and a guest who has not."""

    def __init__(self) -> None:
        self.conversations: dict[str, Talk] = {}
        self.messages: list[Stands] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.installed: set[str] = set()
        self.teams: dict[str, dict[str, Any]] = {}
        self.heard: set[tuple[str, str]] = set()
        self._by_place: dict[tuple[str, str], Stands] = {}
        self._ids = itertools.count(FIRST_ID)
        self.add_person(ANNA, "Anna Adler")
        self.add_person(BEN, "Ben Berg")
        self.add_person(GUEST, "Gus Guest", tenant=ELSEWHERE, role="guest", installed=False)
        self.add_team(TEAM, name="Desk", group=GROUP, people=(ANNA, BEN, GUEST))
        self.add_channel(CHANNEL, name="Cooperation")

    def add_person(
        self, user: str, name: str, *, tenant: str = TENANT, role: str = "user", installed: bool = True
    ) -> None:
        """Add a person; `installed` says whether they have the bot in a chat of their own."""
        given, _, family = name.partition(" ")
        mail = f"{given.lower()}@example.invalid"
        self.people[user] = {
            "id": user,
            "name": name,
            "givenName": given,
            "surname": family,
            "email": mail,
            "userPrincipalName": mail if role == "user" else f"{mail.replace('@', '_')}#EXT#@example.invalid",
            "aadObjectId": aad(user),
            "tenantId": tenant,
            "userRole": role,
        }
        if installed:
            self.installed.add(user)
            self.chat_with(user)

    def add_team(
        self, team: str, *, name: str = "Team", group: str = "", tenant: str = TENANT, people: tuple[str, ...] = ()
    ) -> None:
        """Add a team with its first channel."""
        self.teams[team] = {"id": team, "name": name, "aadGroupId": group, "tenantId": tenant, "people": list(people)}
        self.conversations[team] = Talk(team, "channel", tenant, team=team, people=list(people))

    def add_channel(self, channel: str, *, name: str, team: str = TEAM) -> None:
        """Add a channel to a team."""
        known = self.teams[team]
        self.conversations[channel] = Talk(
            channel, "channel", known["tenantId"], team=team, name=name, people=known["people"]
        )

    def chat_with(self, user: str, tenant: str = TENANT) -> Talk:
        """Return the chat of the bot with one person; there is never more than one."""
        name = f"a:1-{user.removeprefix('29:')}"
        return self.conversations.setdefault(name, Talk(name, "personal", tenant, people=[user]))

    def channels(self, team: str) -> list[dict[str, Any]]:
        """Return the channels of a team as Teams lists them; its first one has no name."""
        own = [talk for talk in self.conversations.values() if talk.team == team]
        return [{"id": talk.id, "name": talk.name or None, "type": "standard"} for talk in own]

    def take_out(self, conversation: str) -> None:
        """Take the bot out of a conversation, and of all channels where that is a team's first one."""
        for talk in self.conversations.values():
            if conversation in (talk.id, talk.team):
                talk.roster = False

    def post(
        self, conversation: str, root: str, activity: dict[str, Any], *, at: float, growing: bool = False
    ) -> Stands:
        """Let a message stand under the next id."""
        made = Stands(str(next(self._ids)), conversation, root, [activity], at, growing)
        self.messages.append(made)
        self._by_place[conversation, made.id] = made
        return made

    def found(self, conversation: str, message: str) -> Stands | None:
        """Return a message that stands."""
        return self._by_place.get((conversation, message))

    def hear(self, activity: dict[str, Any]) -> None:
        """Let a message of a person stand, so that it can be replied to."""
        base, _, root = activity["conversation"]["id"].partition(";messageid=")
        self.heard |= {(base, str(activity["id"])), (base, root or str(activity["id"]))}

    def is_root(self, conversation: str, message: str) -> bool:
        """Whether replies can hang on a message: it stands, and is no reply itself."""
        found = self.found(conversation, message)
        return (conversation, message) in self.heard or (found is not None and not found.root)

    def delete(self, message: Stands) -> None:
        """Take a message away."""
        self.messages.remove(message)
        del self._by_place[message.conversation, message.id]

    def standing(self, conversation: str, root: str | None = None) -> Iterator[Stands]:
        """Yield what stands in a conversation, of one thread where `root` is given, oldest first."""
        for message in self.messages:
            if message.conversation == conversation and root in (None, message.id, message.root):
                yield message
