"""Tokens by which the bot writes to Teams: asked for with the app's secret, kept till shortly before they run out."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import InstallationUnavailable, OutcomeUnknown, RateLimited

EARLY_SECONDS = 300.0
YOUNG_SECONDS = 60.0
"""A token younger than that is not asked for again, whatever Teams says of it."""
REFUSED_SECONDS = 60.0
"""How long a refusal counts: who asks in a loop with a wrong secret is locked out."""
_WAIT_SECONDS = 15.0
_ENTRA = re.compile(r"\bAADSTS\d{3,8}\b")
_WORD = re.compile(r"[a-z_]{1,60}")
_TRANSIENT = {"temporarily_unavailable", "server_error"}
_ADVICE = {
    "AADSTS7000215": "the client secret is not the app's: set TEAMS_APP_SECRET to the secret's value, not its id",
    "AADSTS7000222": "the client secret ran out: make a new one in Entra and set TEAMS_APP_SECRET",
    "AADSTS700016": "the app is not known in this tenant: check TEAMS_APP_ID and TEAMS_TENANT_ID",
    "AADSTS90002": "the tenant is not known: check TEAMS_TENANT_ID and teams_cloud",
}


@dataclass(frozen=True, slots=True)
class Granted:
    """A token and the seconds it lasts. It is not shown: a log that shows this object shows nothing."""

    token: str
    seconds: float

    def __repr__(self) -> str:
        """Return a text without the token."""
        return f"Granted({self.seconds:g} s)"


class Tokens:
    """The app's token. However many wait for one, it is asked for once; `grant` asks, and raises DeliveryError."""

    def __init__(
        self, grant: Callable[[], Awaitable[Granted]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Ask for nothing before somebody needs it."""
        self._grant, self._monotonic = grant, monotonic
        self._token, self._since, self._until, self._renew = "", 0.0, 0.0, 0.0
        self._refused: tuple[float, str] | None = None
        self._asking: asyncio.Task[str] | None = None

    async def get(self, *, instead_of: str = "") -> str:
        """Return a token that lasts; another one than `instead_of`, which Teams refused, unless that is quite new.

        Raise InstallationUnavailable where the app is refused one, and RateLimited where none can be had just now.
        """
        now = self._monotonic()
        refused = instead_of == self._token and now - self._since >= YOUNG_SECONDS if instead_of else False
        if self._token and not refused and now < self._renew:
            return self._token
        if self._refused is not None and now < self._refused[0]:
            raise InstallationUnavailable("teams", self._refused[1])
        try:
            return await asyncio.shield(self._asked())
        except (RateLimited, OutcomeUnknown):
            if self._token and not refused and self._monotonic() < self._until:
                return self._token  # it was to be renewed early, and there is time to try again
            raise

    async def close(self) -> None:
        """Ask no further."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    def _asked(self) -> asyncio.Task[str]:
        if self._asking is None:
            self._asking = asyncio.ensure_future(self._ask())
            self._asking.add_done_callback(self._done)
        return self._asking

    async def _ask(self) -> str:
        try:
            granted = await self._grant()
        except InstallationUnavailable as error:
            self._refused = (self._monotonic() + REFUSED_SECONDS, error.problem)
            raise
        now = self._monotonic()
        self._token, self._since, self._refused = granted.token, now, None
        self._until = now + granted.seconds
        self._renew = self._until - min(EARLY_SECONDS, granted.seconds / 2)
        return self._token

    def _done(self, asked: asyncio.Task[str]) -> None:
        self._asking = None
        if not asked.cancelled():
            asked.exception()  # whoever waited was told


def granted(status: int, body: Any, *, wait: float = _WAIT_SECONDS) -> Granted:
    """Return the token in an answer of the login service; `wait` is what it asks to wait where it is too busy.

    Raise InstallationUnavailable for a refusal and RateLimited where it may go well later. No words of the answer are
    kept but its codes.
    """
    said: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    token, seconds = said.get("access_token"), _seconds(said.get("expires_in"))
    if status == 200 and isinstance(token, str) and token.isascii() and token.isprintable() and token and seconds > 0:
        return Granted(token, seconds)
    word = str(said.get("error") or "")
    if status == 429 or status >= 500 or not said or word in _TRANSIENT or status < 400:
        raise RateLimited("teams: the login service", wait)
    code = _ENTRA.search(str(said.get("error_description") or ""))
    shown = " ".join(filter(None, (word if _WORD.fullmatch(word) else "", code[0] if code else "")))
    advice = _ADVICE.get(code[0] if code else "", "check TEAMS_APP_ID, TEAMS_APP_SECRET and TEAMS_TENANT_ID")
    raise InstallationUnavailable("teams", f"the app is refused a token ({shown or status}): {advice}")


def _seconds(told: Any) -> float:
    try:
        seconds = float(told)
    except (TypeError, ValueError):
        return 0.0
    return min(seconds, 86_400.0) if seconds > 0 else 0.0
