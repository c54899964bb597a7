"""A token is asked for once, renewed before it runs out, and a refusal says what to do and is not repeated at once."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.teams.tokens import EARLY_SECONDS, REFUSED_SECONDS, YOUNG_SECONDS, Granted, Tokens, granted
from bot.errors import DeliveryError, InstallationUnavailable, RateLimited


class Login:
    """Grants numbered tokens; `fails` are raised first. `now` is the time of those who ask."""

    def __init__(self, *fails: DeliveryError, seconds: float = 3600.0) -> None:
        self.fails, self.seconds, self.asked, self.now = list(fails), seconds, 0, 0.0
        self.gate = asyncio.Event()
        self.gate.set()

    async def grant(self) -> Granted:
        self.asked += 1
        await self.gate.wait()
        if self.fails:
            raise self.fails.pop(0)
        return Granted(f"token-{self.asked}", self.seconds)

    def tokens(self) -> Tokens:
        return Tokens(self.grant, monotonic=lambda: self.now)


async def test_many_who_wait_ask_once_and_what_came_is_kept() -> None:
    login = Login()
    login.gate.clear()
    tokens = login.tokens()
    waiting = [asyncio.create_task(tokens.get()) for _ in range(50)]
    await asyncio.sleep(0)
    login.gate.set()
    assert set(await asyncio.gather(*waiting)) == {"token-1"}
    assert await tokens.get() == "token-1"
    assert login.asked == 1


async def test_one_who_stops_waiting_does_not_take_the_token_from_the_others() -> None:
    login = Login()
    login.gate.clear()
    tokens = login.tokens()
    first, second = asyncio.create_task(tokens.get()), asyncio.create_task(tokens.get())
    await asyncio.sleep(0)
    first.cancel()
    login.gate.set()
    assert await second == "token-1"
    assert login.asked == 1


@pytest.mark.parametrize(("seconds", "early"), [(3600.0, EARLY_SECONDS), (120.0, 60.0)])
async def test_a_token_is_renewed_before_it_runs_out(seconds: float, early: float) -> None:
    login = Login(seconds=seconds)
    tokens = login.tokens()
    await tokens.get()
    login.now = seconds - early - 1
    assert await tokens.get() == "token-1"
    login.now = seconds - early
    assert await tokens.get() == "token-2"


async def test_a_token_that_lasts_serves_while_another_cannot_be_had() -> None:
    login = Login()
    tokens = login.tokens()
    await tokens.get()
    login.fails = [RateLimited("login", 5.0), RateLimited("login", 5.0)]
    login.now = 3600.0 - 10
    assert await tokens.get() == "token-1"
    login.now = 3600.0
    with pytest.raises(RateLimited):
        await tokens.get()
    assert await tokens.get() == "token-4"


async def test_a_refusal_is_not_asked_for_again_at_once() -> None:
    login = Login(InstallationUnavailable("teams", "wrong secret"))
    tokens = login.tokens()
    for _ in range(3):
        with pytest.raises(InstallationUnavailable, match="wrong secret"):
            await tokens.get()
    assert login.asked == 1
    login.now = REFUSED_SECONDS
    assert await tokens.get() == "token-2"


async def test_a_token_that_teams_refused_is_replaced_unless_it_is_quite_new() -> None:
    login = Login()
    tokens = login.tokens()
    first = await tokens.get()
    assert await tokens.get(instead_of=first) == first
    login.now = YOUNG_SECONDS
    second = await tokens.get(instead_of=first)
    assert second == "token-2"
    assert await tokens.get(instead_of=first) == second  # somebody else saw to it already


@pytest.mark.parametrize(
    ("description", "advice"),
    [
        ("AADSTS7000215: Invalid client secret provided. Trace ID: 1-2", "value, not its id"),
        ("AADSTS7000222: expired", "make a new one"),
        ("AADSTS700016: Application not found in the directory", "TEAMS_APP_ID"),
        ("AADSTS90002: Tenant not found", "TEAMS_TENANT_ID"),
        ("something <b>else</b>", "check TEAMS_APP_ID"),
    ],
)
def test_a_refusal_says_what_to_do_and_quotes_codes_alone(description: str, advice: str) -> None:
    with pytest.raises(InstallationUnavailable, match=advice) as raised:
        granted(401, {"error": "invalid_client", "error_description": description})
    assert "Trace" not in str(raised.value)
    assert "<b>" not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, {"error": "x"}),
        (500, {}),
        (503, None),
        (403, "<html>a proxy's page</html>"),
        (302, {"error": "x"}),
        (400, {"error": "temporarily_unavailable"}),
        (200, {"access_token": "", "expires_in": 3600}),
        (200, {"access_token": "with\nbreak", "expires_in": 3600}),
        (200, {"access_token": "x", "expires_in": "soon"}),
    ],
)
def test_what_is_no_refusal_of_the_login_service_may_go_well_later(status: int, body: Any) -> None:
    with pytest.raises(RateLimited) as raised:
        granted(status, body, wait=7.0)
    assert raised.value.retry_after == 7.0


@given(status=st.integers(100, 599), body=st.recursive(st.none() | st.text() | st.floats() | st.integers(), st.lists))
def test_no_answer_of_a_login_service_breaks_it(status: int, body: Any) -> None:
    for told in (body, {"access_token": body, "expires_in": body, "error": body, "error_description": body}):
        try:
            granted(status, told)
        except (RateLimited, InstallationUnavailable):
            continue


async def test_no_text_of_a_token_shows_it() -> None:
    found = granted(200, {"access_token": "very-secret", "expires_in": 3600})
    assert "very-secret" not in f"{found!r} {found}"
