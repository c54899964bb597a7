"""The models that may be pulled: what each is, at which commit, and the SHA-256 of every file. Tables are passed in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from summarizers.errors import ModelError

_PLAIN = frozenset(
    {
        *("config.json", "generation_config.json", "added_tokens.json", "special_tokens_map.json"),
        *("tokenizer.json", "tokenizer_config.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model"),
        *("vocab.json", "vocab.txt", "merges.txt", "chat_template.json", "chat_template.jinja"),
        "model.safetensors.index.json",
    }
)
_WEIGHTS = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
_NAME = r"^[a-z0-9][a-z0-9._-]{0,63}$"
_HUB = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$"

Speed = Literal["small-cpu", "cpu", "cpu-slow", "small-gpu", "one-gpu"]


def is_weights(name: str) -> bool:
    """Return whether a file of this name holds weights, or a part of them, in safetensors."""
    return _WEIGHTS.fullmatch(name) is not None


def may_be_pulled(name: str) -> bool:
    """Return whether a file of this name is ever fetched: no code, no pickles, no folders."""
    return name in _PLAIN or is_weights(name)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelFile(_Value):
    """A file as the hub keeps it at the pinned commit; `bytes` is its size, None where that is not known."""

    name: str
    bytes: Annotated[int, Field(ge=1)] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def _allowed(self) -> "ModelFile":
        if not may_be_pulled(self.name):
            raise ValueError(f"{self.name!r} is no file that may be pulled (config, tokenizer and safetensors weights)")
        if self.bytes is None and is_weights(self.name):
            raise ValueError(f"{self.name}: weights need their size in bytes")
        return self


class Entry(_Value):
    """A model of the catalogue. Without revision or files it must be pinned before it can be pulled."""

    name: Annotated[str, Field(pattern=_NAME)]
    hub: Annotated[str, Field(pattern=_HUB)]
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None
    family: str
    licence: str
    gated: bool = False
    parameters: Annotated[int, Field(ge=1)]
    speed: Speed
    good_for: str = ""
    seen_in: tuple[str, ...] = ()
    files: tuple[ModelFile, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Entry":
        names = [file.name for file in self.files]
        if len(set(names)) < len(names):
            raise ValueError("names a file twice")
        if names and (self.revision is None or "config.json" not in names or not any(map(is_weights, names))):
            raise ValueError("files need a revision, config.json and safetensors weights among them")
        return self

    @property
    def pinned(self) -> bool:
        """Whether commit and hashes are known, so that it may be pulled."""
        return bool(self.files)

    @property
    def download_bytes(self) -> int | None:
        """What a pull fetches, in bytes; None before it is pinned."""
        return sum(file.bytes or 0 for file in self.files) or None

    @property
    def cpu_bytes(self) -> int:
        """Estimated memory on a processor, in bytes: fp32 weights and a quarter more for the work."""
        return self.parameters * 5

    @property
    def gpu_bytes(self) -> int:
        """Estimated memory on a GPU, in bytes: bf16 weights and a quarter more for the work."""
        return self.parameters * 5 // 2


Catalogue = Mapping[str, Entry]


def parse(content: Any, *, where: str) -> Catalogue:
    """Return the entries by name of a table `{models: [...]}`; raise ModelError naming `where`, the row and why."""
    rows = content.get("models") if isinstance(content, Mapping) else None
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise ModelError(f"{where}: has no list 'models'; write 'models: []' for none")
    entries: dict[str, Entry] = {}
    for number, row in enumerate(rows):
        entry = _entry(row, where=f"{where}: models[{number}]")
        if entry.name in entries:
            raise ModelError(f"{where}: names {entry.name!r} twice; remove one")
        entries[entry.name] = entry
    return entries


def merged(*catalogues: Catalogue) -> Catalogue:
    """Return the entries of all, a later one replacing an earlier one of the same name."""
    return {name: entry for catalogue in catalogues for name, entry in catalogue.items()}


def rows_of(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the table `parse` reads, without what is left at its default."""
    return {"models": [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]}


def find(catalogue: Catalogue, name: str) -> Entry:
    """Return the entry `name`; raise ModelError with the names there are."""
    if name not in catalogue:
        raise ModelError(f"{name}: is not in the catalogue; choose one of {', '.join(catalogue) or 'none'}")
    return catalogue[name]


def _entry(row: Any, *, where: str) -> Entry:
    if not isinstance(row, Mapping):
        raise ModelError(f"{where}: is no mapping; see the shipped models.yaml for its form")
    try:
        return Entry(**row)
    except (ValidationError, TypeError) as error:
        raise ModelError(f"{where}: {_reason(error)}; see the shipped models.yaml for its form") from error


def _reason(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return "has keys that are no names"
    first = error.errors(include_url=False, include_input=False)[0]
    return ": ".join(
        part for part in (".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")) if part
    )
