"""The manifest asks for what the listeners need and for no more, over the socket and over HTTP."""

from typing import Any

import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from typer.testing import CliRunner

from bot.app.manifest import HISTORY, manifest_for
from bot.app.slack_building import scopes
from bot.chat.slack.handlers import COMMAND, OLDER_CONTAINER, Handlers
from bot.cli import app
from bot.errors import ConfigError
from support.deskfake import NotingDesk

URL = "https://bot.example.org"
LISTED = {
    *("app_mentions:read", "assistant:write", "channels:read", "chat:write", "commands", "groups:read"),
    *("im:history", "im:read", "im:write"),
}
OPTIONAL = {"files:write", "users:read", "usergroups:read"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return manifest_for()


class Recorder(AsyncApp):
    """Notes what is registered; nothing else of an app is used."""

    def __init__(self) -> None:
        self.events: set[str] = set()
        self.commands: set[str] = set()

    def event(self, name: Any, *_: Any) -> Any:
        if isinstance(name, str):
            self.events.add(name)
        return lambda function: function

    def command(self, name: Any, *_: Any) -> Any:
        self.commands.add(name)
        return lambda function: function

    def action(self, _name: Any, *_: Any) -> Any:
        return lambda function: function

    def view(self, _name: Any, *_: Any) -> Any:
        return lambda function: function


def test_each_event_has_a_listener_and_each_listener_its_event(manifest: dict[str, Any]) -> None:
    recorder = Recorder()
    Handlers(NotingDesk()).register(recorder)
    asked = {name.removesuffix(".im") for name in manifest["settings"]["event_subscriptions"]["bot_events"]}
    assert asked == recorder.events - {OLDER_CONTAINER}, "which is not sent to apps with the agent view"
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == [COMMAND] == list(recorder.commands)


def test_texts_keep_slacks_lengths(manifest: dict[str, Any]) -> None:
    shown, agent = manifest["display_information"], manifest["features"]["agent_view"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert len(agent["agent_description"]) <= 300
    assert len(agent["suggested_prompts"]) <= 4
    assert all(NotingDesk().parse(one["message"]) for one in agent["suggested_prompts"])


def test_scopes_are_the_least(manifest: dict[str, Any]) -> None:
    asked = manifest["oauth_config"]["scopes"]
    assert set(asked["bot"]) == LISTED
    assert set(asked["bot_optional"]) == OPTIONAL
    assert set(scopes(history=False)) == LISTED | OPTIONAL
    assert set(scopes(history=True)) == LISTED | OPTIONAL | set(HISTORY)
    assert set(manifest_for(history=True)["oauth_config"]["scopes"]["bot_optional"]) == OPTIONAL | set(HISTORY)


def test_people_reach_the_bot(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert all(command["should_escape"] for command in manifest["features"]["slash_commands"])


def test_over_http_every_way_in_has_its_address(manifest: dict[str, Any]) -> None:
    made = manifest_for(url=f"{URL}/")
    events = f"{URL}/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == events
    assert made["settings"]["interactivity"]["request_url"] == events
    assert {command["url"] for command in made["features"]["slash_commands"]} == {events}
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert made["oauth_config"]["scopes"] == manifest["oauth_config"]["scopes"]
    assert "redirect_urls" not in manifest["oauth_config"]


@pytest.mark.parametrize("url", ["http://bot.example.org", "bot.example.org", f"{URL}/sub", f"{URL}?x=1", "https://"])
def test_an_address_slack_would_not_take_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="--url"):
        manifest_for(url=url)


def test_the_command_prints_what_can_be_pasted() -> None:
    printed = CliRunner().invoke(app, ["slack-manifest", "--url", URL, "--history"])
    assert printed.exit_code == 0
    assert yaml.safe_load(printed.output) == manifest_for(url=URL, history=True)
