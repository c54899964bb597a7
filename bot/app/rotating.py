"""Encrypting what is stored with the newest key, beside a bot that may be running."""

from bot.app.building import database_url
from bot.app.slack_building import sealer_of
from bot.settings import Settings
from bot.store import open_archive


async def rotate_keys(settings: Settings) -> tuple[int, int]:
    """Seal every stored token anew; return how many rows there are and how many changed.

    Raise ConfigError where a key is missing or none opens a token, StorageError where there is no archive.
    """
    sealer = sealer_of(settings)
    store = await open_archive(database_url(settings))
    try:
        return await store.reseal(sealer.renew)
    finally:
        await store.close()
