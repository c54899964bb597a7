"""The summariser and the model server as the settings name them: one place for the bot and the commands."""

from bot.errors import ConfigError
from bot.settings import Settings
from summarizers import registry
from summarizers.base import Encoder, Summarizer
from summarizers.errors import SummarizerError
from summarizers.remote import Server


def summarizer_of(settings: Settings, encoder: Encoder | None) -> Summarizer:
    """Return the summariser the settings name; raise ConfigError where it is unknown or not set up."""
    name, server = settings.summariser, model_server(settings)
    try:
        made = registry.create(name, encoder=encoder, model_folder=settings.model_folder, server=server)
    except SummarizerError as error:
        raise ConfigError("summariser", str(error), hint="or set ENTENTE_SUMMARISER") from error
    for status in registry.backend_statuses(model_folder=settings.model_folder, server=server):
        if status.name == name and not status.ready:
            raise ConfigError("summariser", f"{name}: {status.detail}", hint="or set ENTENTE_MODEL_FOLDER")
    return made


def standby_of(settings: Settings, encoder: Encoder | None) -> Summarizer | None:
    """Return what quotes where the summariser the settings name fails; None where that one quotes itself."""
    default = registry.names()[0]
    return None if settings.summariser == default else registry.create(default, encoder=encoder)


def writer_of(settings: Settings) -> str:
    """Return the name of the model that writes, as readers are told it; "" where none does."""
    names = {"generative": settings.model_folder.name if settings.model_folder else "", "remote": settings.model_name}
    return names.get(settings.summariser, "")


def model_server(settings: Settings) -> Server | None:
    """Return the model server with the proxy, certificates and key it is reached by; None where none is set."""
    url = settings.model_url
    if url is None:
        return None
    return Server(
        url=url,
        model=settings.model_name,
        key=settings.model_key.get_secret_value() if settings.model_key else None,
        seconds=settings.model_seconds,
        at_once=settings.model_requests_at_once,
        answer_tokens=settings.model_answer_tokens,
        proxy_url=settings.proxy_for(url),
        ca_bundle=settings.ca_bundle,
    )
