"""Answers that grow in a chat with one person: typing activities that name their stream, then the message itself.

What was said so far stands as a message that grows, until the final one takes its place.
"""

from dataclasses import dataclass, field
from typing import Any

from support.botconnector_rates import STREAM, Rates
from support.botconnector_world import Stands, World

SECONDS = 120.0
Refused = tuple[int, str, str]
"""Status, code and message of an error."""


@dataclass
class _Stream:
    message: Stands
    began: float
    sequence: int
    text: str
    ended: bool = False


@dataclass
class Streams:
    """All streams of the world, by conversation and id."""

    world: World
    rates: Rates = field(default_factory=lambda: Rates(STREAM))
    streams: dict[tuple[str, str], _Stream] = field(default_factory=dict)

    def take(self, conversation: str, activity: dict[str, Any], now: float) -> Refused | str:
        """Return the id of a stream that was begun, "" for one that grew or ended, or why not."""
        told = streaminfo(activity)
        talk = self.world.conversations[conversation]
        if talk.kind != "personal":
            return 403, "ContentStreamNotAllowed", "Streaming API is not enabled on this chat/channel"
        if problem := _problem(activity, told):
            return 400, "BadArgument", problem
        name = str(told.get("streamId") or "")
        if not name:
            if wait := self.rates.take(conversation, now):
                return 429, "TooManyRequests", f"{wait:.3f}"
            return self._begin(conversation, activity, now)
        stream = self.streams.get((conversation, name))
        if stream is None:
            return 404, "ActivityNotFoundInConversation", "The stream was not found"
        return self._go_on(stream, activity, told, now)

    def _begin(self, conversation: str, activity: dict[str, Any], now: float) -> str:
        message = self.world.post(conversation, "", activity, at=now, growing=True)
        informative = streaminfo(activity).get("streamType") == "informative"
        text = "" if informative else str(activity.get("text", ""))
        self.streams[conversation, message.id] = _Stream(message, now, 1, text)
        return message.id

    def _go_on(self, stream: _Stream, activity: dict[str, Any], told: dict[str, Any], now: float) -> Refused | str:
        final, text = told["streamType"] == "final", str(activity.get("text", ""))
        if stream.ended:
            return 403, "ContentStreamNotAllowed", "Content stream is not allowed on an already completed message"
        if now - stream.began > SECONDS:
            stream.ended = True
            return 403, "ContentStreamNotAllowed", "Content stream finished due to exceeded streaming time"
        if not final and told["streamSequence"] <= stream.sequence:
            return 400, "BadArgument", "The sequence of a stream must grow"
        growing = told["streamType"] == "streaming"
        if growing and not text.startswith(stream.text):
            return 403, "ContentStreamNotAllowed", "What was streamed before must stand at the beginning"
        if wait := self.rates.take(stream.message.conversation, now):
            return 429, "TooManyRequests", f"{wait:.3f}"
        stream.message.versions.append(activity)
        if final:
            stream.ended, stream.message.growing = True, False
            return ""
        stream.sequence, stream.text = told["streamSequence"], text if growing else stream.text
        return ""


def streaminfo(activity: dict[str, Any]) -> dict[str, Any]:
    """Return what an activity says of its stream, {} for nothing: in its entities, or in its channel data."""
    for entity in activity.get("entities") or ():
        if isinstance(entity, dict) and entity.get("type") == "streaminfo":
            return entity
    data = activity.get("channelData") or {}
    return data if "streamType" in data else {}


def _problem(activity: dict[str, Any], told: dict[str, Any]) -> str:
    kind, number, name = told.get("streamType"), told.get("streamSequence"), told.get("streamId")
    if kind not in ("informative", "streaming", "final"):
        return "streamType is informative, streaming or final"
    if kind == "final":
        if activity.get("type") != "message" or not name:
            return "a stream ends with a message that names it"
        return "the end of a stream has no sequence" if number is not None else ""
    if activity.get("type") != "typing" or not activity.get("text"):
        return "a stream grows by typing activities with text"
    if not isinstance(number, int) or number < 1:
        return "streamSequence is a number from 1"
    if not name and number != 1:
        return "a stream begins with sequence 1"
    return ""
