"""The one door to Microsoft's SDK for Teams. Import this late: it takes about a second, and only who uses Teams pays.

The SDK reads a `.env` file from the working directory while it is imported, and sets the level of httpx' logger: both
are kept from it, since settings come from where the operator put them and addresses are not to be logged.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_DOTENV = "PYTHON_DOTENV_DISABLED"


@contextmanager
def _quietly() -> Iterator[None]:
    """Import in this block without a stray `.env` being read or a logger being changed."""
    before, level = os.environ.get(_DOTENV), logging.getLogger("httpx").level
    os.environ[_DOTENV] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of it that are not used here are in preview, and say so
            yield
    finally:
        logging.getLogger("httpx").setLevel(level)
        if before is None:
            del os.environ[_DOTENV]
        else:
            os.environ[_DOTENV] = before


with _quietly():
    from microsoft_teams.api.activities import MessageActivityInput
    from microsoft_teams.api.auth.cloud_environment import CloudEnvironment, from_name
    from microsoft_teams.api.clients.conversation import ConversationClient
    from microsoft_teams.apps.auth.token_validator import JwtValidationOptions, TokenValidator
    from microsoft_teams.common import Client, ClientOptions

__all__ = [
    "Client",
    "ClientOptions",
    "CloudEnvironment",
    "ConversationClient",
    "JwtValidationOptions",
    "MessageActivityInput",
    "TokenValidator",
    "from_name",
]
