"""What Slack's libraries may log: errors, without the secrets that addresses and answers carry."""

import logging
import re

_TICKET = re.compile(r"(ticket|app_id)=[^&'\"\s]+")


def quiet_logger() -> logging.Logger:
    """Return the logger of the libraries: errors only, without the secret that a socket's address carries."""
    logger = logging.getLogger("bot.chat.slack.library")
    logger.setLevel(logging.ERROR)
    if not any(isinstance(each, _WithoutTickets) for each in logger.filters):
        logger.addFilter(_WithoutTickets())
    return logger


def silent_logger() -> logging.Logger:
    """Return a logger that says nothing: installing and storing, where the library quotes codes, states and answers."""
    logger = logging.getLogger("bot.chat.slack.oauth")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


class _WithoutTickets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TICKET.sub(r"\1=[secret]", record.getMessage()), ()
        return True
