"""Teams' settings: what is missing, what is no such thing, and which chats a start connects to."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import doors, teams_settings
from bot.errors import ConfigError
from bot.settings import Settings

APP, TENANT, OTHER = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "1ab")
TEAMS: dict[str, Any] = {
    "teams_app_id": APP,
    "teams_app_secret": SecretStr("s3cret-of-the-app"),
    "teams_tenant_id": TENANT,
}
SLACK: dict[str, Any] = {"slack_bot_token": SecretStr("xoxb-1"), "slack_app_token": SecretStr("xapp-1")}
HERE = "127.0.0.1:8080"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"teams_app_id": None}, "teams_app_id: is not set, though Teams is; set TEAMS_APP_ID"),
        ({"teams_app_secret": None}, "teams_app_secret: is not set, though Teams is; set TEAMS_APP_SECRET"),
        ({"teams_tenant_id": None}, "teams_tenant_id: is not set, though Teams is; set TEAMS_TENANT_ID"),
        ({"teams_app_id": "entente"}, "teams_app_id: 'entente' is no such id"),
        ({"teams_tenant_id": "desk.example"}, "teams_tenant_id: 'desk.example' is no such id"),
        ({"teams_tenant_id": "common"}, "teams_tenant_id: 'common' stands for any tenant"),
        ({"teams_tenant_id": "BotFramework.com"}, "stands for any tenant"),
        ({"teams_tenants": (TENANT, "organizations")}, "teams_tenants: 'organizations' stands for any tenant"),
        ({"teams_tenants": ("*",)}, "teams_tenants: '*' is no such id; set ENTENTE_TEAMS_TENANTS"),
        ({"teams_service_hosts": ("https://smba.example/",)}, "is no host"),
        ({"teams_service_hosts": ("*.example",)}, "is no host"),
        ({"teams_service_hosts": ("smba.example:0",)}, "is no host"),
        ({"teams_service_hosts": ("smba.example:high",)}, "is no host"),
        ({"teams_service_hosts": ("ann@smba.example",)}, "is no host"),
        ({"teams_login_url": "http://login.example/"}, "teams_login_url: is not https"),
        ({"teams_login_url": f"http://{HERE}/"}, "teams_login_url: is not https"),
        (
            {"teams_openid_url": "http://login.example/", "teams_service_hosts": ("login.example",)},
            "teams_openid_url: is not https",
        ),
        ({"teams_service_url": "https://smba.example/"}, "is not among the hosts that the bot's token may be sent to"),
        ({"teams_service_url": "https://SMBA.trafficmanager.net/teams"}, "is not among the hosts"),
        ({"teams_cloud": "china"}, "teams_service_url: is not set, and of the cloud china none is known"),
        ({"teams_cloud": "usgov", "teams_service_url": "https://smba.trafficmanager.net/teams"}, "is not among"),
        (
            {"teams_service_url": f"http://{HERE}/", "teams_service_hosts": (HERE.replace("8080", "9"),)},
            "teams_service_url: 127.0.0.1:8080 is not among",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigError) as found:
        doors.check(Settings(**{**TEAMS, **changed}))
    assert problem in str(found.value)
    assert "s3cret" not in str(found.value)


@pytest.mark.parametrize(
    "settings",
    [
        TEAMS,
        SLACK,
        {**TEAMS, **SLACK},
        {**TEAMS, "teams_login_url": f"http://{HERE}/", "teams_service_hosts": (HERE,)},
        {**TEAMS, "teams_service_url": f"http://{HERE}/", "teams_service_hosts": (HERE,)},
        {**TEAMS, "teams_cloud": "usgovdod"},
        {
            **TEAMS,
            "teams_cloud": "china",
            "teams_service_url": "https://smba.example/teams",
            "teams_service_hosts": ("smba.EXAMPLE",),
        },
    ],
)
def test_what_is_whole_is_taken(settings: dict[str, Any]) -> None:
    doors.check(Settings(**settings))


def test_a_start_without_any_chat_names_both_and_a_half_set_one_beside_a_whole_one_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"slack_bot_token: is not set, and no other chat is.*TEAMS_APP_ID"):
        doors.check(Settings())
    with pytest.raises(ConfigError, match="slack_app_token"):
        doors.check(Settings(**TEAMS, slack_bot_token=SecretStr("xoxb-1")))
    with pytest.raises(ConfigError, match="teams_app_secret"):
        doors.check(Settings(**SLACK, teams_app_id=APP))


def test_the_apps_own_tenant_is_served_unless_others_are_named() -> None:
    assert teams_settings.tenants_of(Settings(**TEAMS)) == (TENANT,)
    named = Settings(**TEAMS, teams_tenants=(OTHER, TENANT.upper(), OTHER.upper()))
    assert teams_settings.tenants_of(named) == (TENANT, OTHER)
    assert teams_settings.tenants_of(Settings(**TEAMS, teams_tenants=(OTHER,))) == (OTHER,)


def test_ids_have_no_case_and_are_taken_as_they_are_pasted() -> None:
    """A token for `0a…` would not be one for `0A…`, and nothing would be let in."""
    pasted = Settings(teams_app_id=f" {APP.upper()}", teams_tenant_id=f"{OTHER.upper()}\n")
    assert (pasted.teams_app_id, pasted.teams_tenant_id) == (APP, OTHER)


def test_guests_are_served_by_platform() -> None:
    settings = Settings(teams_external=True)
    assert [settings.external(name) for name in ("teams", "slack", "console")] == [True, False, False]
