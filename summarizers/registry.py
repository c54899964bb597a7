"""The backends by name: one protocol, chosen by a setting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from summarizers import extractive, folders_disk, generative, loading, remote
from summarizers.base import Encoder, Summarizer
from summarizers.errors import ModelError, SummarizerError
from summarizers.keys import folder_digest
from summarizers.reading import Gazetteer
from summarizers.wording import Wording

_SET_FOLDER = "set model_folder to a folder with config.json and safetensors weights"
_SET_SERVER = "set the address of an OpenAI-compatible server, such as http://127.0.0.1:8000/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether a model or backend can be used as it is set up, and what was found."""

    name: str
    ready: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    encoder: Encoder | None
    model_folder: Path | None
    server: remote.Server | None
    threads: int | None
    gazetteer: Gazetteer | None
    wording: Wording | None
    seconds: float

    def extractive(self) -> extractive.Extractive:
        return extractive.Extractive(self.encoder, wording=self.wording, gazetteer=self.gazetteer)

    def generative(self) -> Summarizer:
        if self.model_folder is None:
            raise ModelError(f"{generative.NAME}: no model is set; {_SET_FOLDER}")
        load = generative.from_folder(self.model_folder, threads=self.threads)
        return generative.Generative(
            load,
            extractive=self.extractive(),
            gazetteer=self.gazetteer,
            seconds=self.seconds,
            model=folder_digest(self.model_folder),
        )

    def remote(self) -> Summarizer:
        if self.server is None:
            raise SummarizerError(f"{remote.NAME}: no server is set; {_SET_SERVER}")
        return remote.Remote(self.server, extractive=self.extractive(), gazetteer=self.gazetteer)


_MAKERS: Mapping[str, Callable[[_Parts], Summarizer]] = {
    extractive.NAME: _Parts.extractive,
    generative.NAME: _Parts.generative,
    remote.NAME: _Parts.remote,
}


def names() -> tuple[str, ...]:
    """Return the names of the backends, the default first."""
    return tuple(_MAKERS)


def create(
    name: str,
    *,
    encoder: Encoder | None,
    model_folder: Path | None = None,
    server: remote.Server | None = None,
    threads: int | None = None,
    gazetteer: Gazetteer | None = None,
    wording: Wording | None = None,
    seconds: float = 120.0,
) -> Summarizer:
    """Return the backend `name`; models are loaded at the first request. Raises SummarizerError with what to do.

    `gazetteer` holds the names the grounding gate knows in all their forms, `wording` the fixed words of headlines and
    composed lines; without it nothing is composed. `threads` and `seconds` (for one summary) bound a local model; what
    bounds a server stands in `server`.
    """
    make = _MAKERS.get(name)
    if make is None:
        raise SummarizerError(f"{name}: is no summariser; choose one of {', '.join(names())}")
    return make(
        _Parts(
            encoder=encoder,
            model_folder=model_folder,
            server=server,
            threads=threads,
            gazetteer=gazetteer,
            wording=wording,
            seconds=seconds,
        )
    )


def encoder_status(folder: Path | None = None) -> Status:
    """Tell whether the encoder in `folder`, by default that of its package, is there and is the pinned one."""
    name = "all-MiniLM-L6-v2"
    try:
        place = folder or loading.minilm_folder()
        loading.check_weights(place / loading.WEIGHTS, expected=loading.MINILM_SHA256)
    except ModelError as error:
        return Status(name=name, ready=False, detail=str(error))
    version = loading.minilm_version()
    package = f", {loading.MINILM_PACKAGE} {version}" if folder is None and version else ""
    return Status(name=name, ready=True, detail=f"weights {loading.MINILM_SHA256[:12]}… as pinned{package}")


def backend_statuses(*, model_folder: Path | None, server: remote.Server | None) -> tuple[Status, ...]:
    """Tell for every backend whether it is set up; nothing is loaded and no server is asked."""
    local = _local_status(model_folder)
    asked = f"{server.model} at {server.shown}, not asked" if server else f"no server is set; {_SET_SERVER}"
    return (
        Status(name=extractive.NAME, ready=True, detail="quotes sentences, needs no model beside the encoder"),
        local,
        Status(name=remote.NAME, ready=server is not None, detail=asked),
    )


def _local_status(folder: Path | None) -> Status:
    name = generative.NAME
    if folder is None:
        return Status(name=name, ready=False, detail=f"no model is set; {_SET_FOLDER}")
    try:
        manifest = folders_disk.check(folder)
        verified = manifest is not None and folders_disk.is_verified(folder)
    except ModelError as error:
        return Status(name=name, ready=False, detail=str(error))
    if manifest is None:
        return Status(name=name, ready=True, detail=f"{folder}: whole; not pulled, so there are no hashes to verify")
    told = "verified" if verified else "not verified yet, done before the first load"
    return Status(name=name, ready=True, detail=f"{folder}: {manifest.name} at {manifest.revision[:12]}…, {told}")
