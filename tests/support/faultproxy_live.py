"""What a Slack workspace keeps of answers that grow, statuses, prompts and files, and what its Web API answers of them.

Figures and refusals are those of Slack's reference. A workspace that does not offer a method answers unknown_method.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

STREAMS = ("chat.startStream", "chat.appendStream", "chat.stopStream")
MARKDOWN, PROMPTS, LOADING, FILES = 12_000, 4, 10, 10
_ASSISTANT = "assistant.threads."
_UPLOADS = ("files.getUploadURLExternal", "files.completeUploadExternal")
Answer = dict[str, Any]
PassOn = Callable[[str, Answer], Awaitable[Answer]]


@dataclass
class Messages:
    """How messages of the workspace are made and found."""

    post: Callable[..., Answer]
    find: Callable[[str, str], Answer | None]
    stands: Callable[[str, str], bool]


@dataclass
class Live:
    """`streams`, `assistant` and `uploads` say what the workspace offers; the rest is what came in."""

    messages: Messages
    streams: bool = False
    assistant: bool = False
    uploads: bool = True
    statuses: list[tuple[str, str, str]] = field(default_factory=list)
    shown: list[Answer] = field(default_factory=list)
    prompts: list[Answer] = field(default_factory=list)
    files: dict[str, Answer] = field(default_factory=dict)
    open: set[tuple[str, str]] = field(default_factory=set)

    def serves(self, method: str) -> bool:
        """Whether `method` is one of these, offered or not."""
        return method in STREAMS or method in _UPLOADS or method.startswith(_ASSISTANT)

    def answer(self, method: str, arguments: Answer, *, url: str, stray: bool = False) -> Answer:
        """Return what Slack would answer; `url` is where files are sent."""
        if method in STREAMS:
            return self._stream(method, arguments, stray=stray) if self.streams else _no("unknown_method")
        if method in _UPLOADS:
            return self._upload(method, arguments, url) if self.uploads else _no("missing_scope")
        return self._assist(method, arguments) if self.assistant else _no("unknown_method")

    def receive(self, name: str, content: bytes) -> bool:
        """Keep what was sent to a file's address; return whether there is one of that length."""
        known = self.files.get(name)
        if known is None or known["length"] != len(content):
            return False
        known["content"] = content
        return True

    def _stream(self, method: str, arguments: Answer, *, stray: bool) -> Answer:
        channel = str(arguments.get("channel", ""))
        if method == "chat.startStream":
            return self._start(channel, arguments, stray=stray)
        ts = str(arguments.get("ts", ""))
        message = self.messages.find(channel, ts)
        if message is None:
            return _no("message_not_found")
        if (channel, ts) not in self.open:
            return _no("message_not_in_streaming_state")
        message["text"] = message.get("text", "") + str(arguments.get("markdown_text") or "")
        if method == "chat.stopStream":
            self.open.remove((channel, ts))
            message |= {name: arguments[name] for name in ("blocks", "metadata") if name in arguments}
        return {"ok": True, "channel": channel, "ts": ts, "message": message}

    def _start(self, channel: str, arguments: Answer, *, stray: bool) -> Answer:
        if not arguments.get("thread_ts"):
            return _no("invalid_arguments")
        for name in ("recipient_team_id", "recipient_user_id"):
            if not channel.startswith("D") and not arguments.get(name):
                return _no(f"missing_{name}")
        if not self.messages.stands(channel, str(arguments["thread_ts"])):
            return _no("thread_not_found")
        kept = {"channel": channel, "thread_ts": arguments["thread_ts"], "text": arguments.get("markdown_text", "")}
        ts = str(self.messages.post(kept, stray=stray)["ts"])
        self.open.add((channel, ts))
        return {"ok": True, "channel": channel, "ts": ts}

    def _assist(self, method: str, arguments: Answer) -> Answer:
        channel, thread = str(arguments.get("channel_id", "")), str(arguments.get("thread_ts", ""))
        match method.removeprefix(_ASSISTANT):
            case "setStatus":
                if not self.messages.stands(channel, thread):
                    return _no("invalid_thread_ts")
                self.statuses.append((channel, thread, str(arguments["status"])))
            case "setSuggestedPrompts":
                self.prompts.append(arguments)
            case _:
                return _no("unknown_method")
        return {"ok": True}

    def _upload(self, method: str, arguments: Answer, url: str) -> Answer:
        if method == _UPLOADS[0]:
            name = f"F{len(self.files) + 1}"
            kept = {"name": arguments["filename"], "length": int(arguments["length"]), "alt": arguments.get("alt_txt")}
            self.files[name] = kept
            return {"ok": True, "file_id": name, "upload_url": f"{url}{name}"}
        shown = [{**each, **self.files.get(str(each["id"]), {})} for each in arguments["files"]]
        if any("content" not in each for each in shown):
            return _no("file_not_found")
        message = {"channel": str(arguments.get("channel_id", "")), "text": "", "files": shown}
        if arguments.get("thread_ts"):
            message["thread_ts"] = arguments["thread_ts"]
        self.messages.post(message)
        return {"ok": True, "files": [{"id": each["id"], "title": each.get("title", "")} for each in shown]}


@dataclass
class Relay:
    """What `live` offers and the workspace behind does not: answers grow there as a message that is edited."""

    live: Live
    texts: dict[str, str] = field(default_factory=dict)

    def serves(self, method: str) -> bool:
        """Whether `method` is answered here, and not by the workspace behind."""
        return (method in STREAMS and self.live.streams) or (method.startswith(_ASSISTANT) and self.live.assistant)

    async def answer(self, method: str, arguments: Answer, pass_on: PassOn) -> Answer:
        """Return what Slack would answer; `pass_on` calls a method of the workspace behind."""
        if method.startswith(_ASSISTANT):
            kept = self.live.prompts if method.endswith("Prompts") else self.live.shown
            kept.append(arguments)
            return {"ok": True}
        where: Answer = {name: arguments[name] for name in ("channel", "thread_ts", "ts") if name in arguments}
        if method == "chat.startStream":
            begun = await pass_on("chat.postMessage", {**where, "text": "…"})
            self.texts[str(begun["ts"])] = ""
            return begun
        ts = str(arguments["ts"])
        if ts not in self.texts:
            return _no("message_not_in_streaming_state")
        self.texts[ts] += str(arguments.get("markdown_text") or "")
        changed: Answer = {**where, "text": self.texts[ts]}
        if method == "chat.stopStream":
            said = {"type": "section", "text": {"type": "mrkdwn", "text": _mrkdwn(self.texts.pop(ts))[:2_900]}}
            changed["blocks"] = [said, *arguments.get("blocks", ())]
        return {"ok": (await pass_on("chat.update", changed)).get("ok", False), "ts": ts, "channel": where["channel"]}


def _mrkdwn(markdown: str) -> str:
    """Return markdown as a workspace draws it that knows Slack's own marks alone."""
    return re.sub(r"\[([^]\n]+)\]\((https?[^)\s]+)\)", r"<\2|\1>", re.sub(r"\*\*([^*\n]+)\*\*", r"*\1*", markdown))


def live_problems(method: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Yield which of Slack's limits a call of these methods breaks."""
    if method in STREAMS and len(str(arguments.get("markdown_text") or "")) > MARKDOWN:
        yield f"markdown_text longer than {MARKDOWN}"
    if method == f"{_ASSISTANT}setStatus" and len(arguments.get("loading_messages") or ()) > LOADING:
        yield f"more than {LOADING} loading messages"
    if method == f"{_ASSISTANT}setSuggestedPrompts":
        prompts = arguments.get("prompts") or ()
        if not 1 <= len(prompts) <= PROMPTS or not all(one.get("title") and one.get("message") for one in prompts):
            yield f"1 to {PROMPTS} prompts with title and message"
    if method == _UPLOADS[1] and not 1 <= len(arguments.get("files") or ()) <= FILES:
        yield f"1 to {FILES} files"


def _no(error: str) -> Answer:
    return {"ok": False, "error": error}
