"""The catalogue of models: the shipped one, and the operator's own in `data_dir/models.yaml`, which wins by name."""

from pathlib import Path

import yaml

from bot.errors import ConfigError
from bot.settings import Settings, read_yaml, shipped
from summarizers import catalogue
from summarizers.catalogue import Catalogue, Entry
from summarizers.errors import ModelError

_HEAD = "# Models of this installation; `entente models pin` writes here, rows may be added, comments are not kept.\n"


def operator_file(settings: Settings) -> Path:
    """Return where the operator's own catalogue is, whether there is one or not."""
    return settings.data_dir / "models.yaml"


def load_catalogue(settings: Settings) -> Catalogue:
    """Return all models that may be pulled, by name; raise ConfigError naming the file and row that is wrong."""
    try:
        return catalogue.merged(catalogue.parse(shipped("models.yaml"), where="models.yaml"), _own(settings))
    except ModelError as error:
        raise ConfigError("models", str(error)) from error


def save_pin(settings: Settings, entry: Entry) -> Path:
    """Write `entry` into the operator's catalogue, whole or not at all; return the file. Raise ConfigError."""
    path = operator_file(settings)
    try:
        rows = catalogue.rows_of({**_own(settings), entry.name: entry}.values())
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.new")
        beside.write_text(_HEAD + yaml.safe_dump(rows, sort_keys=False, allow_unicode=True), encoding="utf-8")
        beside.replace(path)
    except ModelError as error:
        raise ConfigError("models", str(error)) from error
    except OSError as error:
        raise ConfigError(str(path), f"cannot be written ({error.strerror})", hint="set ENTENTE_DATA_DIR") from error
    return path


def folder_of(settings: Settings, entry: Entry) -> Path:
    """Return where `entry` is pulled to unless another folder is named."""
    return settings.data_dir / "models" / entry.name


def _own(settings: Settings) -> Catalogue:
    path = operator_file(settings)
    return catalogue.parse(read_yaml(path), where=str(path)) if path.exists() else {}
