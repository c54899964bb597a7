"""Installations in both databases: found again, replaced, refreshed, and nowhere in clear text."""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from sqlalchemy import select

from bot.app.installations import Key, SealedInstallations, States, Tokens, TokenUnusable
from bot.app.sealing import Sealer, new_key
from bot.errors import ConfigError, InstallationUnavailable, RateLimited, StorageError
from bot.store import Store
from bot.store.account_tables import SECRETS, slack_bots
from support.values import NOW

BOT, REFRESH, USER = "xoxb-bot-secret", "xoxe-1-refresh-secret", "xoxp-user-secret"
HOOK = "https://hooks.slack.com/services/T1/B1/hook-secret"
ALL = (BOT, REFRESH, USER, HOOK)
T1 = Key(team="T1")


def installation(team: str | None = "T1", *, token: str = BOT, **more: Any) -> Installation:
    fields = {"app_id": "A1", "team_id": team, "user_id": "U1", "bot_token": token, "bot_id": "B1", "bot_user_id": "UB"}
    return Installation(**{**fields, "bot_scopes": "chat:write", "bot_refresh_token": REFRESH, **more})


def installations(store: Store, *keys: str) -> SealedInstallations:
    return SealedInstallations(store, client_id="1.2", sealer=Sealer(keys or (new_key(),)))


async def stored(store: Store) -> str:
    """Everything in the secret columns, and all of the rows around them."""
    async with store.transactions.connect() as connection:
        return "".join([str((await connection.execute(select(table))).all()) for table in SECRETS])


async def test_what_is_stored_opens_nothing(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    kept = installations(store)
    await kept.async_save(installation(user_token=USER, incoming_webhook_url=HOOK))
    rows = await stored(store)
    assert "T1" in rows
    assert not any(secret in rows for secret in ALL)
    found = await kept.async_find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert (found.bot_token, found.bot_refresh_token) == (BOT, REFRESH)
    assert (found.user_token, found.incoming_webhook_url) == (USER, HOOK)
    bot = await kept.async_find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert bot.bot_token == BOT
    told = "".join(capsys.readouterr()) + repr(kept) + repr(Sealer((new_key(),)))
    assert not any(secret in told for secret in ALL)


async def test_no_byte_of_the_file_is_a_token(store: Store, database: str) -> None:
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL's files are the server's")
    await installations(store).async_save(installation(user_token=USER, incoming_webhook_url=HOOK))
    file = Path(database.removeprefix("sqlite:///"))
    held = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"slack_installations" in held
    assert not any(secret.encode() in held for secret in ALL)


async def test_a_second_installation_replaces_the_first(store: Store) -> None:
    kept, told = installations(store), []

    async def saved(made: Installation) -> None:
        told.append(made.team_id)

    kept.on_saved = saved
    await kept.async_save(installation(installed_at=1_700_000_000.0))
    await kept.async_save(installation(token="xoxb-second", user_id="U2", installed_at=1_700_000_100.0))
    await kept.async_save(installation("T2", token="xoxb-other"))
    bot = await kept.async_find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert bot.bot_token == "xoxb-second"
    assert told == ["T1", "T1", "T2"]
    async with store.transactions.connect() as connection:
        assert len((await connection.execute(select(slack_bots.c.id))).all()) == 2


async def test_an_organisation_is_one_installation_for_all_of_its_workspaces(store: Store) -> None:
    kept = installations(store)
    await kept.async_save(installation("T9", enterprise_id="E1", is_enterprise_install=True))
    await kept.async_save(installation("T1", token="xoxb-own", enterprise_id="E1"))
    tokens = Tokens(kept, AsyncTokenRotator(client_id="1.2", client_secret="s"))
    assert (await tokens.bot(Key(team="", enterprise="E1", org_wide=True))).bot_token == BOT
    assert (await tokens.bot(Key(team="T1", enterprise="E1"))).bot_token == "xoxb-own"
    assert {row[:2] for row in await store.installed_teams("1.2")} == {("E1", ""), ("E1", "T1")}
    with pytest.raises(InstallationUnavailable):
        await tokens.bot(T1)


async def test_uninstalling_takes_the_tokens_away(store: Store) -> None:
    kept = installations(store)
    await kept.async_save(installation())
    await kept.async_save(installation("T2", token="xoxb-other"))
    await kept.forget(T1)
    assert await kept.async_find_installation(enterprise_id=None, team_id="T1") is None
    assert await kept.async_find_installation(enterprise_id=None, team_id="T2") is not None


class Rotates(AsyncTokenRotator):
    """Slack's end of a rotation: a fresh token each time, or a refusal."""

    def __init__(self, refusal: str = "") -> None:
        self.asked, self._refusal = 0, refusal

    async def perform_token_rotation(
        self, *, installation: Installation, minutes_before_expiration: int = 120
    ) -> Installation | None:
        self.asked += 1
        await asyncio.sleep(0)
        if self._refusal:
            answer = SimpleNamespace(data={"ok": False, "error": self._refusal}, status_code=200, headers={})
            raise SlackTokenRotationError(SlackApiError("no", answer))  # type: ignore[no-untyped-call]
        made = Installation(**installation.to_dict_for_copying())
        made.bot_token, made.bot_refresh_token = f"xoxe.xoxb-fresh-{self.asked}", f"xoxe-1-fresh-{self.asked}"
        made.bot_token_expires_at = int(time.time()) + 43_200
        return made


async def test_a_token_is_refreshed_once_for_all_who_ask_and_stored_sealed(store: Store) -> None:
    key = new_key()
    kept, rotator = installations(store, key), Rotates()
    await kept.async_save(installation(bot_token_expires_in=600))
    tokens = Tokens(kept, rotator)
    bots = await asyncio.gather(*(tokens.bot(T1) for _ in range(20)))
    assert {bot.bot_token for bot in bots} == {"xoxe.xoxb-fresh-1"}
    assert rotator.asked == 1
    assert "fresh" not in await stored(store)
    # Another process, which starts later, finds it refreshed.
    later = Tokens(installations(store, key), rotator)
    assert (await later.bot(T1)).bot_token == "xoxe.xoxb-fresh-1"
    assert rotator.asked == 1


async def test_a_refusal_is_borne_while_the_token_is_good(store: Store) -> None:
    kept, rotator = installations(store), Rotates("invalid_refresh_token")
    await kept.async_save(installation(bot_token_expires_in=600))
    tokens = Tokens(kept, rotator)
    assert [(await tokens.bot(T1)).bot_token for _ in range(3)] == [BOT] * 3
    assert rotator.asked == 1


async def test_a_refusal_ends_an_expired_token(store: Store) -> None:
    kept = installations(store)
    await kept.async_save(installation(bot_token_expires_at=int(time.time()) - 5))
    with pytest.raises(InstallationUnavailable, match="invalid_refresh_token") as caught:
        await Tokens(kept, Rotates("invalid_refresh_token")).bot(T1)
    assert REFRESH not in str(caught.value)


@pytest.mark.parametrize("refusal", ["invalid_client_id", "bad_client_secret", "ratelimited", "internal_error"])
async def test_a_refusal_that_says_nothing_of_the_installation_loses_none(store: Store, refusal: str) -> None:
    kept = installations(store)
    await kept.async_save(installation(bot_token_expires_at=int(time.time()) - 5))
    with pytest.raises(RateLimited):  # nothing was sent, so it may be tried again
        await Tokens(kept, Rotates(refusal)).bot(T1)


async def test_a_token_that_another_process_refreshed_first_serves(store: Store) -> None:
    key = new_key()
    kept = installations(store, key)
    await kept.async_save(installation(bot_token_expires_at=int(time.time()) - 5))

    class Late(Rotates):
        async def perform_token_rotation(self, **more: Any) -> Installation | None:
            made = installation(token="xoxe.xoxb-theirs", bot_token_expires_at=int(time.time()) + 43_200)
            await installations(store, key).replace(made)
            return await super().perform_token_rotation(**more)

    assert (await Tokens(kept, Late("invalid_refresh_token")).bot(T1)).bot_token == "xoxe.xoxb-theirs"


async def test_a_fresh_token_that_could_not_be_stored_is_used_and_stored_later(
    store: Store,
) -> None:
    class Full(SealedInstallations):
        full = True

        async def replace(self, installation: Installation) -> None:
            if self.full:
                raise StorageError("database or disk is full")
            await super().replace(installation)

    kept = Full(store, client_id="1.2", sealer=Sealer((new_key(),)))
    kept.full = False
    await kept.async_save(installation(bot_token_expires_in=600))
    kept.full = True
    rotator = Rotates()
    tokens = Tokens(kept, rotator)
    assert [(await tokens.bot(T1)).bot_token for _ in range(3)] == ["xoxe.xoxb-fresh-1"] * 3
    kept.full = False
    assert (await tokens.read_again(T1)).bot_token == "xoxe.xoxb-fresh-1"
    assert rotator.asked == 1
    found = await kept.async_find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert found.bot_token == "xoxe.xoxb-fresh-1"


async def test_keys_rotate_and_old_ones_can_be_dropped(store: Store) -> None:
    old, new = new_key(), new_key()
    await installations(store, old).async_save(installation(user_token=USER, incoming_webhook_url=HOOK))
    await installations(store, old).async_save(installation("T2", token="xoxb-other"))
    both = Sealer((new, old))
    assert await store.reseal(both.renew) == (4, 4)
    assert await store.reseal(both.renew) == (4, 0)
    found = await installations(store, new).async_find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert (found.bot_token, found.user_token, found.incoming_webhook_url) == (BOT, USER, HOOK)


async def test_a_rotation_that_was_broken_off_goes_on(store: Store) -> None:
    old, new = new_key(), new_key()
    await installations(store, old).async_save(installation())
    await installations(store, new).async_save(installation("T2"))  # done before the break
    assert await store.reseal(Sealer((new, old)).renew) == (4, 2)


async def test_a_wrong_key_is_said_in_one_line(store: Store) -> None:
    await installations(store).async_save(installation())
    with pytest.raises(ConfigError, match="none of the keys opens") as caught:
        await store.reseal(Sealer((new_key(),)).renew)
    assert "gAAAA" not in str(caught.value)
    with pytest.raises(TokenUnusable, match="none of the keys opens"):
        await Tokens(installations(store), Rotates()).bot(T1)


@pytest.mark.parametrize("keys", [(), ("short",), (new_key(), "x" * 44)])
def test_a_key_that_is_none_is_refused_without_being_shown(keys: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as caught:
        Sealer(keys)
    assert "short" not in str(caught.value)
    assert "xxxx" not in str(caught.value)


async def test_a_state_is_good_once_and_for_its_browser_alone(store: Store) -> None:
    states = States(store)
    state = await states.async_issue()
    assert not await states.async_consume("another")
    assert sorted(await asyncio.gather(*(states.async_consume(state) for _ in range(5)))) == [False] * 4 + [True]
    assert await states.async_issue()
    assert await store.forget_oauth_states(NOW.replace(year=2100)) == 1
