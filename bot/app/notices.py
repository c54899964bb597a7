"""Operational notices to the admin channel: best effort, never in the way of the work."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.platform import Platform
from bot.errors import DeliveryError
from bot.log import get_logger

log = get_logger("notices")


@dataclass(slots=True, kw_only=True)
class Notices:
    """Tells the operator, in the log always and in `channel` where its platform is connected."""

    channel: str | None = None
    platforms: Mapping[str, Platform] = field(default_factory=dict)

    async def tell(self, text: str) -> None:
        """Log `text` and post it; a notice that cannot be posted is only logged."""
        log.warning(text)
        if self.channel is None:
            return
        name, channel = place_of(self.channel)
        platform = self.platforms.get(name)
        if platform is None:
            return
        try:
            await platform.gateway.post(channel, platform.renderer.notice(text))
        except DeliveryError as error:
            log.warning("the admin channel did not take a notice", problem=error.problem)


def place_of(channel: str) -> tuple[str, str]:
    """Return the platform and the id in `channel`, such as "teams:19:…": Teams' ids have a colon, Slack's have none."""
    for name in ("slack", "teams"):
        if channel.startswith(f"{name}:"):
            return name, channel.removeprefix(f"{name}:")
    return ("teams" if ":" in channel else "slack"), channel
