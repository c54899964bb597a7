"""An intake that hears everything and does nothing."""

from typing import Any

from bot.chat.slack.handlers import Intake


async def _nothing(*_: Any) -> Any:
    return None


INTAKE = Intake(
    first_time=_nothing,
    find_countries=lambda _: (),
    on_now=_nothing,
    on_ask=_nothing,
    on_list=_nothing,
    on_sources=_nothing,
    on_details=_nothing,
    on_notice=_nothing,
    on_channel=_nothing,
    on_uninstalled=_nothing,
)
