"""Secrets at rest: encrypted with the newest of the operator's keys, opened with any of them."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import ConfigError

_SETTING, _VARIABLE = "slack_token_keys", "SLACK_TOKEN_KEYS"


class Sealer:
    """Seals and opens texts. Nothing it says or shows holds a key or a secret."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, newest first; raise ConfigError where there is none or one is no key."""
        if not keys:
            raise ConfigError(_SETTING, "is not set", hint=f"set {_VARIABLE} to what `entente slack-keys new` prints")
        made = []
        for number, key in enumerate(keys, start=1):
            try:
                made.append(Fernet(key))
            except ValueError:  # says what is wrong with the key by its content
                raise ConfigError(
                    _SETTING, f"key {number} is not a Fernet key", hint="make one with `entente slack-keys new`"
                ) from None
        self._newest, self._all = made[0], MultiFernet(made)

    def seal(self, text: str) -> str:
        """Return `text` encrypted with the newest key."""
        return self._newest.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what `seal` was given; raise ConfigError where none of the keys sealed it."""
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken:
            raise _closed() from None

    def renew(self, sealed: str) -> str:
        """Return the same under the newest key, unchanged where it is already; raise ConfigError as `open` does."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self.seal(self.open(sealed))
        return sealed

    def __repr__(self) -> str:
        return "Sealer()"


def keys_in(text: str) -> tuple[str, ...]:
    """Return the keys in a list separated by commas."""
    return tuple(key.strip() for key in text.split(",") if key.strip())


def new_key() -> str:
    """Return a fresh key."""
    return Fernet.generate_key().decode()


def _closed() -> ConfigError:
    return ConfigError(
        _SETTING,
        "none of the keys opens a stored token",
        hint=f"add the key it was stored with to {_VARIABLE}, or install the app again",
    )
