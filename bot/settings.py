"""Settings, the only reader of `config/`: files first, then `ENTENTE_*`; secrets from the environment alone."""

import csv
import os
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.domain.source import Source
from bot.domain.topic import Subscription
from bot.errors import ConfigError

ModelT = TypeVar("ModelT", bound=BaseModel)
_PREFIX = "ENTENTE_"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SECRETS = {
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_client_secret": "SLACK_CLIENT_SECRET",
    "slack_token_keys": "SLACK_TOKEN_KEYS",
    "model_key": "ENTENTE_MODEL_KEY",
    "hub_token": "HF_TOKEN",
    "forget_key": "ENTENTE_FORGET_KEY",
    "teams_app_secret": "TEAMS_APP_SECRET",
}
_PLAIN = {
    "slack_api_url": "SLACK_API_URL",
    "slack_client_id": "SLACK_CLIENT_ID",
    "database_url": "DATABASE_URL",
    "hub_url": "HF_ENDPOINT",
    "teams_app_id": "TEAMS_APP_ID",
    "teams_tenant_id": "TEAMS_TENANT_ID",
}


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or len(text.split()) > 1:
        raise ValueError("is not an http or https address")
    return text


def _keeping(days: int) -> int:
    if days < 0 or 0 < days < _LEAST_KEPT:
        raise ValueError(f"is 0 for ever, or at least {_LEAST_KEPT}: threads in chat are alive that long")
    return days


def _entra(name: str) -> str:
    return name.strip().lower()


Address = Annotated[str, AfterValidator(_address)]
EntraId = Annotated[str, AfterValidator(_entra)]
"""An id of Microsoft Entra: it has no case, and tokens and Teams write it in small letters."""


_LEAST_KEPT = 60
LANGUAGES = (
    *("en", "fr", "de", "es", "pt", "it", "tr", "ur", "ar", "ru"),
    *("uk", "pl", "el", "he", "hi", "bn", "id", "ko", "ja", "zh"),
)


class Settings(BaseModel):
    """Everything an operator may set, with its default. See the table in the README."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Path("var")
    database_url: str | None = Field(default=None, description="SQLAlchemy URL; default SQLite under data_dir")
    engine_url: str | None = Field(default=None, description="URL of the engine's database; default beside the other")
    executor_id: Annotated[str, Field(min_length=1)] = "local"
    contact_url: Address = "https://example.invalid/entente"
    proxy_url: Address | None = None
    no_proxy: tuple[str, ...] = ()
    proxy_hosts: tuple[str, ...] = ()
    ca_bundle: Path | None = None
    languages: tuple[str, ...] = LANGUAGES
    encoder_folder: Path | None = Field(default=None, description="an encoder of many languages; default none")
    first_poll_hours: Annotated[int, Field(ge=1, le=24 * 365)] = 48
    host_gap_seconds: Annotated[float, Field(ge=0)] = 2.0
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    full_text_days: Annotated[int, Field(ge=1, le=3650)] = 30
    archive_days: Annotated[
        int, AfterValidator(_keeping), Field(le=36500, description="stories are kept so long; 0 is for ever")
    ] = 0
    vector_days: Annotated[int, Field(ge=0, le=365, description="stories newer than that have others like them")] = 30
    edit_share: Annotated[float, Field(gt=0, le=1, description="changed share that has an article read again")] = 0.1
    polls_at_once: Annotated[int, Field(ge=1, le=512)] = 32
    websub_callback_url: Address | None = Field(default=None, description="public address of the push listener")
    websub_listen: Annotated[str, Field(pattern=r"^\S+:\d{1,5}$")] = "127.0.0.1:8787"
    story_window_hours: Annotated[int, Field(ge=1, le=24 * 60)] = 72
    wording_language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="a file of config/wording")] = "en"
    summariser: str = "extractive"
    model_folder: Path | None = None
    model_url: Address | None = Field(default=None, description="OpenAI-compatible, up to /v1")
    model_name: str = "default"
    model_key: SecretStr | None = None
    model_threads: Annotated[int, Field(ge=1, le=256)] | None = Field(default=None, description="of a local model")
    hub_url: Address = Field(default="https://huggingface.co", description="where models are pulled from")
    hub_token: SecretStr | None = None
    forget_key: SecretStr | None = Field(default=None, description="of what is forgotten; default a file in data_dir")
    model_requests_at_once: Annotated[int, Field(ge=1, le=128)] = 8
    model_seconds: Annotated[float, Field(gt=0, le=3600, description="for one summary that is written")] = 120.0
    model_answer_tokens: Annotated[int, Field(ge=16, le=32768, description="more where the model reasons")] = 160
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: Address = "https://slack.com/api/"
    slack_history: bool = Field(default=False, description="the app was granted channels:history")
    slack_mode: Literal["socket", "http"] = Field(default="socket", description="how Slack reaches the bot")
    slack_listen: Annotated[str, Field(pattern=r"^\S+:\d{1,5}$")] = "127.0.0.1:3000"
    slack_public_url: Address | None = Field(default=None, description="public address of slack_listen, for OAuth")
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = Field(default=None, description="with its secret: many workspaces by OAuth")
    slack_client_secret: SecretStr | None = None
    slack_token_keys: SecretStr | None = Field(default=None, description="Fernet keys, newest first, by commas")
    slack_workspace_per_minute: Annotated[int, Field(ge=0)] = Field(default=0, description="messages; 0 is no cap")
    slack_external: bool = Field(default=False, description="serve shared channels, guests and other organisations")
    teams_app_id: EntraId | None = Field(default=None, description="with secret and tenant: the app in Microsoft Entra")
    teams_app_secret: SecretStr | None = None
    teams_tenant_id: EntraId | None = Field(default=None, description="the tenant the app is registered in")
    teams_tenants: tuple[EntraId, ...] = Field(default=(), description="tenants that are served; default the app's own")
    teams_cloud: Literal["public", "usgov", "usgovdod", "china"] = "public"
    teams_listen: Annotated[str, Field(pattern=r"^\S+:\d{1,5}$")] = "127.0.0.1:3978"
    teams_service_hosts: tuple[str, ...] = Field(
        default=(), description="more hosts, HOST or HOST:PORT, the bot's token may be sent to; default the cloud's"
    )
    teams_service_url: Address | None = Field(default=None, description="where an unknown channel is served")
    teams_openid_url: Address | None = Field(default=None, description="keys of what Teams sends; default the cloud's")
    teams_login_url: Address | None = Field(default=None, description="where tokens are asked for; default the cloud's")
    teams_external: bool = Field(default=False, description="serve guests and people of other tenants")
    subscriptions_by: Literal["members", "admins"] = Field(default="members", description="who may change them")
    delete_after_days: Annotated[int, Field(ge=0, le=3650)] = Field(default=30, description="after uninstalling")
    admin_channel: str | None = Field(default=None, description="a Slack channel, or one of Teams as teams:19:…")
    sources_file: Path | None = None
    subscriptions_file: Path | None = None
    disputed_file: Path | None = Field(default=None, description="names and flags people disagree about; default ours")
    embargoes_file: Path | None = Field(default=None, description="country embargoes an answer names; default none")
    answer_model_seconds: Annotated[
        float, Field(ge=0, le=120, description="a question waits for what a model writes on top; 0 is never")
    ] = 8.0

    def external(self, platform: str) -> bool:
        """Return whether guests and people of other organisations are served on a platform."""
        return self.teams_external if platform == "teams" else self.slack_external

    def proxy_for(self, url: str) -> str | None:
        """Return the proxy by which `url` is reached, None where it is reached directly."""
        return None if bypasses(urlsplit(url).hostname or "", self.no_proxy) else self.proxy_url


def bypasses(host: str, no_proxy: tuple[str, ...]) -> bool:
    """Return whether `host` is one of `no_proxy`, or below one of them; `*` stands for every host."""
    name = host.lower().rstrip(".")
    wanted = (entry.lower().strip().lstrip(".") for entry in no_proxy)
    return any(entry in ("*", name) or name.endswith("." + entry) for entry in wanted if entry)


def config_dir() -> Path:
    """Return the folder of the shipped configuration: `bot/_config` when installed, `config/` in a checkout."""
    installed = Path(str(resources.files("bot"))) / "_config"
    checkout = Path(__file__).resolve().parent.parent / "config"
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise ConfigError("config", "the shipped configuration is missing", hint="install the package again")


def read_yaml(path: Path) -> Any:
    """Return what the YAML file `path` holds; raise ConfigError naming file and place."""
    try:
        with path.open(encoding="utf-8") as text:
            return yaml.load(text, Loader=_LOADER)  # noqa: S506  (the safe loader, in C where there is one)
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise ConfigError(str(path), f"is not valid YAML{where}") from error


@cache
def shipped(name: str) -> Any:
    """Return a shipped YAML file such as `taxonomy.yaml`, read once."""
    return read_yaml(config_dir() / name)


@cache
def shipped_table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a shipped CSV file such as `gazetteer/organisations.csv`, by column name, read once."""
    path = config_dir() / name
    try:
        with path.open(encoding="utf-8", newline="") as text:
            return tuple(dict(row) for row in csv.DictReader(text))
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read ({error.strerror})") from error


def load(environment: Mapping[str, str] | None = None, *, file: Path | None = None, **overrides: Any) -> Settings:
    """Return the settings of file, environment and `overrides`, later ones winning; raise ConfigError."""
    environment = os.environ if environment is None else environment
    path = file or _named_file(environment) or config_dir() / "settings.yaml"
    values = _mapping(path)
    for field, place in (_SECRETS | _PLAIN).items():
        if environment.get(place):
            values[field] = environment[place]
    for field, info in Settings.model_fields.items():
        text = environment.get(_PREFIX + field.upper())
        if text and field not in _SECRETS:
            values[field] = _listed(text) if str(info.annotation).startswith("tuple") else text
    values.update({key: value for key, value in overrides.items() if value is not None})
    forbidden = sorted(set(values) & set(_SECRETS) - {f for f, place in _SECRETS.items() if environment.get(place)})
    if forbidden:
        raise ConfigError(forbidden[0], "is a secret", hint=f"set the variable {_SECRETS[forbidden[0]]} instead")
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _config_error(str(path), error) from error


def load_sources(settings: Settings) -> tuple[Source, ...]:
    """Return the rows of `sources.yaml`; raise ConfigError naming the row."""
    path = settings.sources_file or config_dir() / "sources.yaml"
    rows = _rows(path, "sources")
    sources = tuple(_validated(Source, row, f"{path}: sources[{n}]") for n, row in enumerate(rows))
    _refuse_twins(path, [source.id for source in sources])
    return sources


def load_subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """Return the managed rows of `subscriptions.yaml`; raise ConfigError naming the row."""
    path = settings.subscriptions_file or config_dir() / "subscriptions.yaml"
    rows = _rows(path, "subscriptions")
    named = (
        _validated(Subscription, {**row, "managed": True}, f"{path}: subscriptions[{n}]") for n, row in enumerate(rows)
    )
    subscriptions = tuple(named)
    _refuse_twins(path, [subscription.id for subscription in subscriptions])
    return subscriptions


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _named_file(environment: Mapping[str, str]) -> Path | None:
    named = environment.get(_PREFIX + "SETTINGS")
    return Path(named) if named else None


def _mapping(path: Path) -> dict[str, Any]:
    content = read_yaml(path) or {}
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise ConfigError(str(path), "holds no settings", hint="write 'name: value', one a line")
    return dict(content)


def _rows(path: Path, key: str) -> list[dict[str, Any]]:
    content = read_yaml(path) or {}
    rows = content.get(key) if isinstance(content, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(str(path), f"has no list '{key}'", hint=f"write '{key}: []' for none")
    return rows


def _validated(model: type[ModelT], row: Mapping[str, Any], where: str) -> ModelT:
    try:
        return model(**row)
    except ValidationError as error:
        raise _config_error(where, error) from error


def _config_error(where: str, error: ValidationError) -> ConfigError:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    variable = _PLAIN.get(key, f"{_PREFIX}{key.upper()}")
    problem = first["msg"].removeprefix("Value error, ")
    return ConfigError(f"{where}: {key}", problem, hint=f"or set {variable}" if "[" not in where else "")


def _refuse_twins(path: Path, ids: list[Any]) -> None:
    twins = sorted({str(name) for name in ids if ids.count(name) > 1})
    if twins:
        raise ConfigError(str(path), f"names {twins[0]!r} twice")
