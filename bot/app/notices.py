"""Operational notices to the admin channel: best effort, never in the way of the work."""

from dataclasses import dataclass

from bot.chat.platform import Platform
from bot.errors import DeliveryError
from bot.log import get_logger

log = get_logger("notices")


@dataclass(slots=True, kw_only=True)
class Notices:
    """Tells the operator, in the log always and in `channel` where a platform is connected."""

    channel: str | None = None
    platform: Platform | None = None

    async def tell(self, text: str) -> None:
        """Log `text` and post it; a notice that cannot be posted is only logged."""
        log.warning(text)
        if self.platform is None or self.channel is None:
            return
        try:
            await self.platform.gateway.post(self.channel, self.platform.renderer.notice(text))
        except DeliveryError as error:
            log.warning("the admin channel did not take a notice", problem=error.problem)
