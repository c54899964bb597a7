"""The commands for keys, and what is said where a setting is missing."""

import asyncio
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation
from typer.testing import CliRunner

from bot.app import slack_door
from bot.app.installations import SealedInstallations
from bot.app.sealing import Sealer, new_key
from bot.cli import app
from bot.errors import ConfigError
from bot.settings import Settings
from bot.store import open_store

BOT = {"slack_bot_token": SecretStr("xoxb-1")}
OAUTH = {"slack_client_id": "1.2", "slack_client_secret": SecretStr("s"), "slack_token_keys": SecretStr("k")}


def test_a_new_key_is_a_key() -> None:
    printed = CliRunner().invoke(app, ["slack-keys", "new"])
    assert Fernet(printed.output.strip())


async def stored(folder: Path, key: str) -> None:
    store = await open_store(f"sqlite:///{folder / 'entente.db'}")
    made = Installation(app_id="A1", team_id="T1", user_id="U1", bot_token="xoxb-secret", bot_id="B", bot_user_id="U")
    await SealedInstallations(store, client_id="1.2", sealer=Sealer((key,))).async_save(made)
    await store.close()


async def test_rotating_seals_everything_anew_and_a_wrong_key_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_key(), new_key()
    await stored(tmp_path, old)
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path))

    async def rotate(keys: str) -> tuple[int, str, BaseException | None]:
        monkeypatch.setenv("SLACK_TOKEN_KEYS", keys)
        done = await asyncio.to_thread(CliRunner().invoke, app, ["slack-keys", "rotate"])
        return done.exit_code, done.output, done.exception

    assert "2 rows of installations, 2 of them" in (await rotate(f"{new},{old}"))[1]
    assert "2 rows of installations, 0 of them" in (await rotate(new))[1]
    _, output, problem = await rotate(old)
    assert isinstance(problem, ConfigError)
    assert "none of the keys opens" in str(problem)
    assert "xoxb-secret" not in output + str(problem)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "slack_bot_token: is not set"),
        (BOT, "slack_app_token: is not set, and Socket Mode needs it"),
        ({**BOT, "slack_mode": "http"}, "slack_signing_secret: is not set, and HTTP mode needs it"),
        ({"slack_client_id": "1.2"}, "slack_client_secret: is not set"),
        ({"slack_client_secret": SecretStr("s")}, "slack_client_id: is not set"),
        ({**OAUTH, "slack_token_keys": None}, "slack_token_keys: is not set"),
        (
            {**OAUTH, "slack_mode": "http", "slack_signing_secret": SecretStr("s")},
            "slack_public_url: is not set, and installing",
        ),
        (
            {
                **OAUTH,
                "slack_mode": "http",
                "slack_signing_secret": SecretStr("s"),
                "slack_public_url": "http://bot.example.org",
            },
            "slack_public_url: is not https",
        ),
    ],
)
def test_what_is_missing_is_said_in_one_line(given: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        slack_door.check(Settings(**given))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_enough_is_enough() -> None:
    slack_door.check(Settings(**BOT, slack_app_token=SecretStr("xapp-1")))
    slack_door.check(Settings(**BOT, slack_mode="http", slack_signing_secret=SecretStr("s")))
    slack_door.check(Settings(**OAUTH, slack_app_token=SecretStr("xapp-1")))
