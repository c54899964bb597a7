"""The manifest asks for what the listeners need and for no more."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.chat.slack.handlers import COMMAND, Handlers
from bot.settings import config_dir, read_yaml
from support.deskfake import NotingDesk


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(config_dir() / "slack" / "manifest.yaml")
    return found


class Recorder(AsyncApp):
    """Notes what is registered; nothing else of an app is used."""

    def __init__(self) -> None:
        self.events: set[str] = set()
        self.commands: set[str] = set()

    def event(self, name: Any, *_: Any) -> Any:
        self.events |= {name} if isinstance(name, str) else set()
        return lambda function: function

    def command(self, name: Any, *_: Any) -> Any:
        self.commands.add(name)
        return lambda function: function

    def action(self, _name: Any, *_: Any) -> Any:
        return lambda function: function

    def view(self, _name: Any, *_: Any) -> Any:
        return lambda function: function


def test_each_event_has_a_listener_and_each_listener_its_event(manifest: dict[str, Any]) -> None:
    app = Recorder()
    Handlers(NotingDesk()).register(app)
    asked = {name.removesuffix(".im") for name in manifest["settings"]["event_subscriptions"]["bot_events"]}
    assert asked == app.events
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == [COMMAND] == list(app.commands)


def test_texts_keep_slacks_lengths(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000


def test_scopes_are_the_least(manifest: dict[str, Any]) -> None:
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    assert {"app_mentions:read", "chat:write", "commands", "im:history"} <= scopes
    assert not scopes & {"channels:history", "groups:history", "chat:write.public", "channels:join", "users:read.email"}
    assert manifest["settings"]["socket_mode_enabled"] is True
