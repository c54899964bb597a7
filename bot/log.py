"""Structured logs on standard error; known secrets never reach them."""

import io
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

_SECRET = re.compile(
    r"(xox[a-z]-|xapp-|Bearer\s+|\bticket=|\b(?:client_secret|refresh_token)=|hooks\.slack\.com/services/)[A-Za-z0-9._%/-]+",
    re.IGNORECASE,
)
_HUB_TOKEN = re.compile(r"\bhf_[A-Za-z0-9]{12,}")
_USERINFO = re.compile(r"(?<=://)[^/@\s]+@")
_MASK = "[secret]"


def mask(text: str) -> str:
    """Return `text` with tokens and the user part of addresses replaced."""
    known = _SECRET.sub(lambda match: match.group(1) + _MASK, _HUB_TOKEN.sub(_MASK, text))
    return _USERINFO.sub(f"{_MASK}@", known)


class _Masked(logging.Formatter):
    """Masks the whole line as it will be written, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the formatted record without secrets."""
        return mask(super().format(record))


def _masked(render: Any) -> Any:
    """Return a last structlog processor that masks what `render` made: nested values and tracebacks included."""

    def rendered(logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
        return mask(str(render(logger, name, event)))

    return rendered


class _StandardError(io.TextIOBase):
    """Standard error as it is when a line is written: it may be another one than when logging was set up."""

    def write(self, text: str) -> int:
        """Write `text` to it."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Flush it."""
        sys.stderr.flush()


def configure(level: str = "INFO", *, json: bool = False) -> None:
    """Send logs of this program and of its libraries to standard error, masked."""
    stream = _StandardError()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Masked("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler], force=True)
    renderer: Any = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _masked(renderer),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", stream)),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> Any:
    """Return a logger whose lines carry `name`."""
    return structlog.get_logger(room=name)  # lazy: it follows a later `configure`
