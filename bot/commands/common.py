"""What several commands share: settings and logs, running a coroutine, lengths of time."""

import asyncio
import re
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import typer

from bot.settings import Settings

ResultT = TypeVar("ResultT")
_LENGTH = re.compile(r"(\d{1,5})\s*([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def load_settings(*, quiet: bool = False, **overrides: Any) -> Settings:
    """Return the settings and send logs where they say; `quiet` keeps all but errors out of the terminal."""
    from bot import log, settings  # noqa: PLC0415  (commands load their rooms when they run)

    loaded = settings.load(**overrides)
    log.configure("ERROR" if quiet else loaded.log_level, json=loaded.log_json)
    return loaded


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run a command's coroutine to its end."""
    return asyncio.run(work)


def length_of(text: str) -> timedelta:
    """Return a length of time such as 48h, 7d or 2w; raise typer.BadParameter."""
    match = _LENGTH.fullmatch(text.strip().lower())
    if not match or not int(match[1]):
        raise typer.BadParameter(f"{text!r} is not a length of time such as 48h, 7d or 2w")
    return int(match[1]) * _UNITS[match[2]]
