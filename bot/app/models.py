"""The summariser and the model server as the settings name them: one place for the bot and the commands."""

from bot.app.reading import shipped_names, wording_of
from bot.errors import ConfigError
from bot.settings import Settings
from summarizers import folders_disk, registry
from summarizers.base import Encoder, Summarizer
from summarizers.errors import ModelError, SummarizerError
from summarizers.generative import NAME as LOCAL
from summarizers.reading import Gazetteer
from summarizers.remote import Server


def summarizer_of(settings: Settings, encoder: Encoder | None, *, gazetteer: Gazetteer | None = None) -> Summarizer:
    """Return the summariser the settings name; raise ConfigError where it is unknown or not set up.

    `gazetteer` holds the names the gate knows; by default those shipped, read for it.
    """
    name, server = settings.summariser, model_server(settings)
    check_set_up(settings)
    try:
        made = registry.create(
            name,
            encoder=encoder,
            model_folder=settings.model_folder,
            server=server,
            threads=settings.model_threads,
            seconds=settings.model_seconds,
            gazetteer=gazetteer or shipped_names(),
            wording=wording_of(settings),
        )
    except SummarizerError as error:
        raise ConfigError("summariser", str(error), hint="or set ENTENTE_SUMMARISER") from error
    return made


def check_set_up(settings: Settings) -> str:
    """Return what stands behind the summariser of the settings; raise ConfigError where it cannot be used as it is.

    A model folder is looked through, and what was pulled is held to its hashes, once; no server is asked.
    """
    name, folder = settings.summariser, settings.model_folder
    if name not in registry.names():
        raise ConfigError("summariser", f"{name!r} is unknown", hint=f"choose one of {', '.join(registry.names())}")
    try:
        if name == LOCAL and folder is not None:
            folders_disk.verify(folder)
    except ModelError as error:
        raise ConfigError("summariser", f"{name}: {error}", hint="or set ENTENTE_MODEL_FOLDER") from error
    statuses = registry.backend_statuses(model_folder=folder, server=model_server(settings))
    status = next(status for status in statuses if status.name == name)
    if not status.ready:
        raise ConfigError("summariser", f"{name}: {status.detail}", hint="or set ENTENTE_MODEL_FOLDER")
    return f"{name}: {status.detail}"


def standby_of(settings: Settings, encoder: Encoder | None, *, gazetteer: Gazetteer | None = None) -> Summarizer | None:
    """Return what quotes where the summariser the settings name fails; None where that one quotes itself."""
    default = registry.names()[0]
    if settings.summariser == default:
        return None
    return registry.create(
        default, encoder=encoder, gazetteer=gazetteer or shipped_names(), wording=wording_of(settings)
    )


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
