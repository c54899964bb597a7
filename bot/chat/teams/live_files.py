"""Files for one person: Teams asks them first, and then says where among their own files the bytes go.

Until they answer, the file is kept in memory for some minutes, and nowhere else: who answers later is told so, and asks
again. The address that Teams then names is a secret, and bytes go to SharePoint alone.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from bot.chat.platform import Payload, Upload
from bot.chat.teams import live_activities as activities
from bot.chat.teams.entities import activity_of
from bot.chat.teams.live_wire import Wire
from bot.domain.delivery import MessageRef
from bot.errors import DeliveryError, Rejected
from bot.log import get_logger

log = get_logger("teams")
MAX_BYTES, MAX_FILES = 5_000_000, 10
"""Of one file, and how many go at once."""
KEPT_SECONDS, MAX_KEPT, MAX_KEPT_BYTES = 600.0, 50, 25_000_000
"""How long a file is kept for an answer, and how many and how much of them; the oldest goes first."""
STORES = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")
"""Where people's files are kept, in each cloud."""
EXPIRED = "That file is no longer kept: it is for ten minutes. Ask for it again."
LOST = "The file could not be put among yours. Ask for it again."


class Put(Protocol):
    """Puts bytes at an address; raises DeliveryError, without the address, where they may not have arrived."""

    async def __call__(self, channel: str, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Put `content` there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    file: Upload
    channel: str
    until: float


@dataclass(kw_only=True)
class Files:
    """Files that people were asked about; `hosts` are further hosts (`HOST:PORT`) that bytes may go to, for tests."""

    wire: Wire
    put: Put
    hosts: frozenset[str] = frozenset()
    monotonic: Callable[[], float] = time.monotonic
    _kept: dict[str, _Kept] = field(default_factory=dict, init=False)
    _working: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def ask(self, channel: str, file: Upload) -> None:
        """Ask the person of a chat whether they want a file; raise DeliveryError."""
        name = secrets.token_urlsafe(16)
        self._keep(name, _Kept(file=file, channel=channel, until=self.monotonic() + KEPT_SECONDS))
        try:
            await self.wire.send(channel, activities.asking_consent(file, name))
        except Rejected:
            del self._kept[name]
            raise

    def consent(self, activity: Mapping[str, Any]) -> None:
        """Take a person's answer; what follows from it goes on beside."""
        task = asyncio.create_task(self._answered(activity))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def drain(self) -> None:
        """Wait until every file that was wanted is where it belongs, or is not."""
        await asyncio.gather(*self._working, return_exceptions=True)

    async def _answered(self, activity: Mapping[str, Any]) -> None:
        channel, value = _text(activity.get("conversation"), "id"), _mapping(activity.get("value"))
        kept = self._wanted(channel, _text(value.get("context"), activities.FILE_FIELD))
        asked = MessageRef(channel=channel, message_id=str(activity.get("replyToId") or ""))
        accepted = value.get("action") == "accept"
        try:
            if kept is not None and accepted:
                await self._put(kept, _mapping(value.get("uploadInfo")))
            elif accepted:
                await self.wire.send(channel, activity_of(Payload(text=EXPIRED, body={})))
            if asked.message_id:
                await self.wire.delete(asked)
        except DeliveryError as error:
            log.warning("a file was not put where it was wanted", channel=channel, problem=error.problem)

    async def _put(self, kept: _Kept, info: Mapping[str, Any]) -> None:
        url, size = str(info.get("uploadUrl") or ""), len(kept.file.content)
        try:
            if not self.is_safe(url):
                raise Rejected(kept.channel, "Teams named no address that files may be sent to")
            span = {"Content-Range": f"bytes 0-{size - 1}/{size}", "Content-Type": "application/octet-stream"}
            await self.put(kept.channel, url, kept.file.content, span)
        except DeliveryError as error:
            log.warning("a file was not taken", channel=kept.channel, problem=error.problem)
            await self.wire.send(kept.channel, activity_of(Payload(text=LOST, body={})))
            return
        await self.wire.send(kept.channel, activities.file_shown(kept.file, info))

    def is_safe(self, url: str) -> bool:
        """Whether an address is one of a store of people's files."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.username is not None or "\\" in url:
            return False
        if f"{host}:{port}" in self.hosts or host in self.hosts:
            return parts.scheme in ("http", "https")
        return parts.scheme == "https" and port in (None, 443) and host.endswith(STORES)

    def _keep(self, name: str, kept: _Kept) -> None:
        self._forget()
        self._kept[name] = kept
        while len(self._kept) > MAX_KEPT or sum(len(one.file.content) for one in self._kept.values()) > MAX_KEPT_BYTES:
            del self._kept[next(iter(self._kept))]

    def _wanted(self, channel: str, name: str) -> _Kept | None:
        """Return a file that is kept for a chat, once."""
        self._forget()
        kept = self._kept.get(name)
        return self._kept.pop(name) if kept is not None and kept.channel == channel else None

    def _forget(self) -> None:
        now = self.monotonic()
        for name in [name for name, kept in self._kept.items() if kept.until <= now]:
            del self._kept[name]


def problem_of(files: Sequence[Upload]) -> str:
    """Return why `files` are not sent, "" where they may be; their names tell what was asked, so they are not in it."""
    if len(files) > MAX_FILES:
        return f"{len(files)} files, at most {MAX_FILES}"
    large = next((file for file in files if len(file.content) > MAX_BYTES), None)
    if large is not None:
        return f"a file has {len(large.content)} bytes, at most {MAX_BYTES}"
    return "a file is empty" if not all(file.content for file in files) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any, name: str) -> str:
    return str(_mapping(value).get(name) or "")
