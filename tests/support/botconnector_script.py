"""How calls to the fake Bot Connector go wrong, and the record of every call that came in."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from support.faultproxy_script import Fault

_ROSTER = "BotNotInConversationRoster"


def limited(seconds: int) -> Fault:
    """Return the 429 that asks to wait for `seconds`."""
    return Fault(status=429, error="TooManyRequests", headers={"Retry-After": str(seconds)})


KINDS: Mapping[str, Fault] = {
    "limit-1": limited(1),
    "limit-2": limited(2),
    "limit-bare": Fault(status=429, error="TooManyRequests"),
    "precondition": Fault(status=412, error="PreconditionFailed"),
    "bad-gateway": Fault(status=502, error="BadGateway"),
    "bad-gateway-page": Fault(status=502, html=True),
    "portal-page": Fault(status=200, html=True),
    "redirect": Fault(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
    "gateway-timeout": Fault(status=504, error="GatewayTimeout"),
    "error-before": Fault(status=500, error="ServiceError"),
    "error-after": Fault(status=500, error="ServiceError", after=True),
    "unavailable-after": Fault(status=503, error="ServiceUnavailable", after=True),
    "drop-before": Fault(drop=True),
    "drop-after": Fault(drop=True, after=True),
    "hang-before": Fault(hang=True),
    "hang-after": Fault(hang=True, after=True),
    "slow": Fault(slow=0.2),
    "too-big": Fault(status=413, error="MessageSizeTooBig"),
    "bad-argument": Fault(status=400, error="BadArgument"),
    "unnamed": Fault(status=200, after=True),
    "accepted": Fault(status=202, after=True),
    "roster": Fault(status=403, error=_ROSTER),
    "gone": Fault(status=404, error="ConversationNotFound"),
    "unauthorized": Fault(status=401, error="Unauthorized"),
}
"""Every way a post goes wrong in the large runs.

A status of 200 or 202 with `after` is a message that was taken and not named: an answer without an id, or no body.
With an `error`, that is the body as it stands.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it arrived: `at` in the server's seconds, the conversation without its thread, and how it ended.

    `fault` names what was planned for it, "" for nothing; `status` is what was answered, 0 for no answer.
    """

    at: float
    route: str
    method: str
    path: str
    conversation: str = ""
    root: str = ""
    activity: str = ""
    body: Any = None
    fault: str = ""
    status: int = 0


POSTS = ("send", "reply", "create", "update", "stream", "final")
"""The routes that write into a conversation."""


@dataclass
class Script:
    """Which calls go wrong, by route and, for posts, by conversation; what is used up is taken away."""

    plans: dict[str, deque[Fault]] = field(default_factory=dict)
    posts: dict[str, deque[str]] = field(default_factory=dict)

    def plan(self, route: str, faults: Iterable[Fault]) -> None:
        """Let the next calls of `route` go wrong, one fault each."""
        self.plans.setdefault(route, deque()).extend(faults)

    def next(self, route: str, conversation: str) -> tuple[str, Fault | None]:
        """Return the name and the fault of a call; "" and None where it goes well."""
        plan = self.plans.get(route)
        if plan:
            fault = plan.popleft()
            return next((name for name, known in KINDS.items() if known == fault), "planned"), fault
        names = self.posts.get(conversation) if route in ("send", "reply") else None
        name = names.popleft() if names else ""
        return name, KINDS[name] if name else None
