"""The key by which this archive knows again what it forgot: a file beside it, or a secret that several nodes share."""

import hashlib
import os
import secrets
from contextlib import suppress

from bot.domain.guarding import Keeper
from bot.errors import ConfigError
from bot.ingest.urls import canonical
from bot.settings import Settings
from bot.store import Store

FILE = "forgotten.key"
_BYTES = 32


def keeper_of(settings: Settings, *, make: bool = False) -> Keeper | None:
    """Return what makes digests here, None where there is no key yet and none is to be made; raise ConfigError."""
    if settings.forget_key is not None:
        secret = settings.forget_key.get_secret_value().encode()
        return Keeper(key=hashlib.sha256(secret).digest(), canonical=canonical)
    path = settings.data_dir / FILE
    try:
        if make:
            with suppress(FileExistsError):
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w") as file:
                    file.write(secrets.token_hex(_BYTES))
        text = path.read_text(encoding="ascii").strip() if path.exists() else ""
        return Keeper(key=bytes.fromhex(text), canonical=canonical) if text else None
    except (OSError, ValueError) as error:
        raise ConfigError(str(path), f"cannot be used ({error})", hint="put the key that was made back") from error


class _Found:
    """Gives the key as soon as there is one: it may be made while the bot runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keeper: Keeper | None = None

    def __call__(self) -> Keeper | None:
        """Return what makes digests here, None where there is no key yet."""
        self._keeper = self._keeper or keeper_of(self._settings)
        return self._keeper


async def guard(store: Store, settings: Settings) -> None:
    """Let `store` keep out what is forgotten; raise ConfigError where its key is missing."""
    store.guard_with(_Found(settings))
    if keeper_of(settings) is None and await store.forgets_anything():
        path = settings.data_dir / FILE
        raise ConfigError(
            str(path), "is missing, and without it what is forgotten could come back", hint="or set ENTENTE_FORGET_KEY"
        )
