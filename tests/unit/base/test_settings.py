"""Settings: files, then variables; secrets from the environment alone; one clear line when wrong."""

from pathlib import Path

import pytest

from bot import settings
from bot.errors import ConfigError


def test_the_shipped_files_load() -> None:
    loaded = settings.load({})
    assert loaded.first_poll_hours == 48
    sources = settings.load_sources(loaded)
    assert len(sources) >= 60
    assert not any(source.verified for source in sources)
    assert settings.load_subscriptions(loaded) == ()


def test_variables_win_over_the_file_and_secrets_stay_hidden() -> None:
    token = "xoxb-secret"
    loaded = settings.load({"ENTENTE_LANGUAGES": " en, tr,", "ENTENTE_DATA_DIR": "/srv/x", "SLACK_BOT_TOKEN": token})
    assert loaded.languages == ("en", "tr")
    assert loaded.data_dir == Path("/srv/x")
    assert token not in repr(loaded)
    assert loaded.slack_bot_token is not None
    assert loaded.slack_bot_token.get_secret_value() == token


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"ENTENTE_FIRST_POLL_HOURS": "many"}, "ENTENTE_FIRST_POLL_HOURS"),
        ({"ENTENTE_PROXY_URL": "ftp://x"}, "ENTENTE_PROXY_URL"),
        ({"ENTENTE_PROXY_URL": "http://[::1"}, "ENTENTE_PROXY_URL"),
        ({"ENTENTE_MODEL_URL": "http://host:port/v1"}, "ENTENTE_MODEL_URL"),
        ({"SLACK_API_URL": "https://a b/api/"}, "SLACK_API_URL"),
        ({"SLACK_API_URL": "nonsense"}, "SLACK_API_URL"),
        ({"SLACK_API_URL": "https:///api/"}, "SLACK_API_URL"),
        ({"ENTENTE_LOG_LEVEL": "LOUD"}, "ENTENTE_LOG_LEVEL"),
        ({"ENTENTE_SETTINGS": "/nowhere/settings.yaml"}, "/nowhere/settings.yaml"),
    ],
)
def test_a_wrong_setting_says_which_and_how(variables: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings.load(variables)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["- a\n- b\n", "just words", "1: 2\n"])
def test_a_file_that_holds_no_settings_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no settings"):
        settings.load({"ENTENTE_SETTINGS": str(file)})


def test_a_secret_in_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("slack_bot_token: xoxb-1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN"):
        settings.load({}, file=file)


def test_a_wrong_row_is_named_by_its_number(tmp_path: Path) -> None:
    rows = tmp_path / "sources.yaml"
    rows.write_text("sources:\n  - {id: a, name: A, url: 'http://a.example/f', country: XXX}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sources\[0\]: country"):
        settings.load_sources(settings.load({}, sources_file=rows))
    rows.write_text("sources: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="no list 'sources'"):
        settings.load_sources(settings.load({}, sources_file=rows))


def test_twins_are_refused(tmp_path: Path) -> None:
    rows = tmp_path / "subscriptions.yaml"
    rows.write_text("subscriptions:\n  - {id: a, channel: C1}\n  - {id: a, channel: C2}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="'a' twice"):
        settings.load_subscriptions(settings.load({}, subscriptions_file=rows))


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("a: 1\nb: [\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 3"):
        settings.load({}, file=file)


@pytest.mark.parametrize(
    ("url", "direct"),
    [
        ("http://model.corp/v1", True),
        ("http://gpu.model.corp/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("https://slack.com/api/", False),
        ("https://notmodel.corp/", False),
    ],
)
def test_a_proxy_is_passed_by_for_hosts_that_are_named(url: str, direct: bool) -> None:
    loaded = settings.load({"ENTENTE_PROXY_URL": "http://proxy:3128", "ENTENTE_NO_PROXY": "model.corp, 127.0.0.1"})
    assert loaded.proxy_for(url) == (None if direct else "http://proxy:3128")
