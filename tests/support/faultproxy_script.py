"""How calls to the stand-in go wrong, and the record of what went wrong and when."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How one call goes wrong. `after` true: the message is kept first, as when only the answer is lost.

    `hang` never answers, `drop` closes the line, `html` answers what is not Slack's, `slow` answers well but that many
    seconds late, and `stray` posts a reply as if its thread's root were gone.
    """

    status: int = 200
    error: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    hang: bool = False
    drop: bool = False
    html: bool = False
    after: bool = False
    slow: float = 0.0
    stray: bool = False


GONE = "root-gone"
"""What the record calls a reply to a root that does not stand any more."""
RATE_LIMITED = Fault(status=429, error="ratelimited", headers={"Retry-After": "7"})


def limited(seconds: int) -> Fault:
    """Return the 429 that asks to wait for `seconds`."""
    return Fault(status=429, error="ratelimited", headers={"Retry-After": str(seconds)})


KINDS: Mapping[str, Fault] = {
    "limit-1": limited(1),
    "limit-2": limited(2),
    "error-before": Fault(status=500, error="internal_error"),
    "error-after": Fault(status=500, error="internal_error", after=True),
    "fatal": Fault(error="fatal_error"),
    "gateway-page": Fault(status=503, html=True),
    "drop-before": Fault(drop=True),
    "drop-after": Fault(drop=True, after=True),
    "hang-before": Fault(hang=True),
    "hang-after": Fault(hang=True, after=True),
    "slow": Fault(slow=0.5),
    "blocks": Fault(error="invalid_blocks", messages=("[ERROR] must be less than 3001 characters",)),
    "too-long": Fault(error="msg_blocks_too_long"),
    "not-in-channel": Fault(error="not_in_channel"),
    "archived": Fault(error="is_archived"),
    "revoked": Fault(error="token_revoked"),
    "scope": Fault(error="missing_scope"),
}
"""Every way a post goes wrong in the large runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One call as it arrived: seconds since the server's start, what was asked, and the fault it met, "" for none."""

    at: float
    method: str
    team: str
    channel: str
    thread: str = ""
    keys: tuple[str, ...] = ()
    fault: str = ""

    def row(self) -> dict[str, Any]:
        """Return this as JSON has it."""
        return asdict(self)


@dataclass
class Script:
    """Which calls go wrong, by method and, for posts, by channel; what is used up is taken away."""

    plans: dict[str, deque[Fault]] = field(default_factory=dict)
    posts: dict[str, deque[str]] = field(default_factory=dict)
    look_ups: deque[str] = field(default_factory=deque)

    def plan(self, method: str, faults: Iterable[Fault]) -> None:
        """Let the next calls of `method` go wrong, one fault each."""
        self.plans.setdefault(method, deque()).extend(faults)

    def next(self, method: str, channel: str) -> tuple[str, Fault | None]:
        """Return the name and the fault of a call; "" and None where it goes well."""
        plan = self.plans.get(method)
        if plan:
            fault = plan.popleft()
            return next((name for name, known in KINDS.items() if known == fault), "planned"), fault
        names = self.posts.get(channel) if method == "chat.postMessage" else None
        if method.startswith("conversations.") and method.endswith(("history", "replies")):
            names = self.look_ups
        name = names.popleft() if names else ""
        return name, KINDS[name] if name else None
