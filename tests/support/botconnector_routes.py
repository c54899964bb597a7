"""The routes of the fake Bot Connector: what a request wants, whether it may, and what it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from support.botconnector_activity import MOST_BYTES, problems, size
from support.botconnector_rates import CONVERSATION, TENANT, Rates
from support.botconnector_script import POSTS
from support.botconnector_streams import Streams, streaminfo
from support.botconnector_world import Talk, World

_THREAD = ";messageid="
PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request, read: its route, and the ids in its path, decoded; `root` is the thread that is written in."""

    route: str
    conversation: str = ""
    root: str = ""
    activity: str = ""
    member: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; without a body nothing but the status."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    page: str = ""


def failure(status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an error in the connector's shape."""
    return Answer(status, {"error": {"code": code, "message": message}}, headers or {})


def wanted(request: web.Request, body: Any) -> Wanted:
    """Read a request; its route is "" where there is none such."""
    pieces = [unquote(piece) for piece in request.rel_url.raw_path.partition("/v3/")[2].split("/")]
    query = dict(request.query)
    match request.method, pieces:
        case "POST", ["conversations"]:
            return Wanted("create", conversation=_created(body), body=body, query=query)
        case "POST", ["conversations", talk, "activities"]:
            return _post(talk, "", body)
        case "POST", ["conversations", talk, "activities", activity]:
            return _post(talk, activity, body)
        case "PUT", ["conversations", talk, "activities", activity]:
            return Wanted("update", talk.partition(_THREAD)[0], talk.partition(_THREAD)[2], activity, body=body)
        case "DELETE", ["conversations", talk, "activities", activity]:
            return Wanted("delete", talk.partition(_THREAD)[0], talk.partition(_THREAD)[2], activity)
        case "GET", ["conversations", talk, "members", member]:
            return Wanted("member", talk.partition(_THREAD)[0], member=member)
        case "GET", ["conversations", talk, "members" | "pagedMembers" as kind]:
            return Wanted(
                "members" if kind == "pagedMembers" else "all members", talk.partition(_THREAD)[0], query=query
            )
        case "GET", ["teams", team]:
            return Wanted("team", team)
        case "GET", ["teams", team, "conversations"]:
            return Wanted("channels", team)
    return Wanted("")


def _post(talk: str, activity: str, body: Any) -> Wanted:
    base, _, root = talk.partition(_THREAD)
    told = streaminfo(body) if isinstance(body, dict) else {}
    under = root or activity or (str(body.get("replyToId") or "") if isinstance(body, dict) else "")
    if told:
        return Wanted("final" if told.get("streamType") == "final" else "stream", base, under, body=body)
    return Wanted("reply" if under else "send", base, under, body=body)


def _created(body: Any) -> str:
    """Return the channel in which a thread is to be begun, "" for a chat."""
    data = body.get("channelData") if isinstance(body, dict) else None
    channel = data.get("channel") if isinstance(data, dict) else None
    return str(channel.get("id", "")) if isinstance(channel, dict) else ""


class Connector:
    """Keeps the rules of what is asked of a world; `refused` holds what was wrong with activities."""

    def __init__(self, world: World) -> None:
        self.world, self.streams = world, Streams(world)
        self.refused: list[tuple[str, ...]] = []
        self.most_bytes, self.page = MOST_BYTES, PAGE
        self._talks, self._tenants = Rates(CONVERSATION), Rates(TENANT)

    def too_fast(self, want: Wanted, now: float) -> float:
        """Return the seconds after which a call may come again, 0 where it is let through."""
        talk = self.world.conversations.get(want.conversation)
        if talk is None:
            return 0.0
        if wait := self._tenants.take(talk.tenant, now):
            return wait
        return self._talks.take(talk.id, now) if want.route in POSTS and want.route != "stream" else 0.0

    def answer(self, want: Wanted, *, now: float, url: str) -> Answer:
        """Do what is wanted and answer it, or say why not."""
        match want.route:
            case "":
                return failure(404, "NotFound", "no such route")
            case "create":
                return self._create(want, now, url)
            case "team" | "channels":
                return self._team(want)
            case _:
                return self._within(want, now)

    def _within(self, want: Wanted, now: float) -> Answer:
        talk = self.world.conversations.get(want.conversation)
        if talk is None:
            return failure(404, "ConversationNotFound", "Conversation not found.")
        if not talk.roster:
            return _outside()
        match want.route:
            case "member" | "members" | "all members":
                return self._people(want, talk)
            case "delete":
                return self._delete(want)
            case "update":
                return self._update(want)
            case "stream" | "final":
                return self._stream(want, now)
            case _:
                return self._post(want, talk, now)

    def _form(self, activity: Any) -> Answer | None:
        """Return the refusal of an activity for its form or size."""
        if size(activity) > self.most_bytes:
            self.refused.append((f"{size(activity)} bytes",))
            return failure(413, "MessageSizeTooBig", "Message size too large.")
        if found := problems(activity):
            self.refused.append(found)
            return failure(400, "BadSyntax", "; ".join(found)[:500])
        return None

    def _post(self, want: Wanted, talk: Talk, now: float) -> Answer:
        if refusal := self._form(want.body):
            return refusal
        if want.body["type"] == "typing":
            return Answer(202)
        root = want.root if talk.kind == "channel" else ""
        if want.root and not self.world.is_root(talk.id, want.root):
            return failure(404, "ActivityNotFoundInConversation", "The message to reply to was not found.")
        made = self.world.post(talk.id, root, want.body, at=now)
        if want.body.get("text") and want.body.get("attachments"):
            return Answer(201, {})  # so it was answered to a message of text and card
        return Answer(201, {"id": made.id})

    def _stream(self, want: Wanted, now: float) -> Answer:
        if refusal := self._form(want.body):
            return refusal
        begun = self.streams.take(want.conversation, want.body, now)
        if isinstance(begun, str):
            return Answer(201, {"id": begun}) if begun else Answer(202)
        status, code, message = begun
        return failure(status, code, message, headers={"Retry-After": "1"} if status == 429 else {})

    def _update(self, want: Wanted) -> Answer:
        if refusal := self._form(want.body):
            return refusal
        found = self.world.found(want.conversation, want.activity)
        if found is None:
            return failure(404, "ActivityNotFoundInConversation", "The message was not found.")
        found.versions.append(want.body)
        return Answer(200, {"id": found.id})

    def _delete(self, want: Wanted) -> Answer:
        found = self.world.found(want.conversation, want.activity)
        if found is None:
            return failure(404, "ActivityNotFoundInConversation", "The message was not found.")
        self.world.delete(found)
        return Answer(200)

    def _create(self, want: Wanted, now: float, url: str) -> Answer:
        body = want.body if isinstance(want.body, dict) else {}
        tenant = str(body.get("tenantId") or (body.get("channelData") or {}).get("tenant", {}).get("id") or "")
        if body.get("isGroup") or want.conversation:
            return self._create_thread(want, body, now, url)
        members = body.get("members") or []
        if len(members) != 1 or not tenant:
            return failure(400, "BadSyntax", "A chat has one member and a tenant.")
        user = str(members[0].get("id", ""))
        if user not in self.world.people or user not in self.world.installed:
            return _outside()
        talk = self.world.chat_with(user, tenant)
        if not talk.roster:
            return _outside()
        shown = {"id": talk.id, "serviceUrl": url}
        if body.get("activity") is None:
            return Answer(201, shown)
        posted = self._post(Wanted("send", talk.id, body=body["activity"]), talk, now)
        return Answer(201, {**shown, "activityId": posted.body.get("id")}) if posted.status == 201 else posted

    def _create_thread(self, want: Wanted, body: dict[str, Any], now: float, url: str) -> Answer:
        if not body.get("isGroup") or not want.conversation or body.get("activity") is None:
            return failure(400, "BadSyntax", "A thread has isGroup, a channel and its first activity.")
        send = Wanted("send", want.conversation, body=body["activity"])
        posted = self._within(send, now)
        if posted.status != 201 or "id" not in posted.body:
            return posted
        root = posted.body["id"]
        return Answer(201, {"id": f"{want.conversation}{_THREAD}{root}", "activityId": root, "serviceUrl": url})

    def _people(self, want: Wanted, talk: Talk) -> Answer:
        if want.route == "member":
            if want.member not in talk.people or want.member not in self.world.people:
                return failure(404, "MemberNotFoundInConversation", "Member not found in conversation.")
            return Answer(200, self.world.people[want.member])
        people = [self.world.people[user] for user in talk.people if user in self.world.people]
        if want.route == "all members":
            return Answer(200, people)
        start = int(want.query.get("continuationToken") or 0)
        count = min(int(want.query.get("pageSize") or self.page), self.page)
        more = {"continuationToken": str(start + count)} if len(people) > start + count else {}
        return Answer(200, {"members": people[start : start + count], **more})

    def _team(self, want: Wanted) -> Answer:
        team = self.world.teams.get(want.conversation)
        if team is None:
            return failure(404, "NotFound", "The team was not found.")
        if not self.world.conversations[want.conversation].roster:
            return _outside()
        channels = self.world.channels(want.conversation)
        if want.route == "channels":
            return Answer(200, {"conversations": channels})
        shown = {name: team[name] for name in ("id", "name", "aadGroupId", "tenantId")}
        return Answer(200, {**shown, "channelCount": len(channels), "memberCount": len(team["people"])})


def _outside() -> Answer:
    return failure(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
